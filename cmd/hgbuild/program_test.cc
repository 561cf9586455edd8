// hgbuild itself with small stand-ins for build tools. Nothing here compiles, so no agent is started.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "hg/os/file.h"
#include "hg/os/subprocess.h"

namespace hg::hgbuild {
namespace {

using testing::HasSubstr;
using testing::Not;

class Program : public testing::Test {
 protected:
  Program() : directory_(os::TempDir::make(testing::TempDir(), "hg-program-").value()) {}

  // hgbuild ARGUMENTS in an environment of its own.
  [[nodiscard]] os::Captured hgbuild(std::vector<std::string> arguments,
                                     std::vector<std::string> more = {}) const {
    arguments.insert(arguments.begin(), "hgbuild");
    more.push_back("PATH=/usr/bin:/bin");
    more.push_back("XDG_RUNTIME_DIR=" + directory_.path());
    return os::run_captured({.program = HG_HGBUILD,
                             .argv = std::move(arguments),
                             .environment = std::move(more),
                             .working_directory = directory_.path()},
                            {})
        .value();
  }

  os::TempDir directory_;
};

TEST_F(Program, ABuildEndsWithItsToolsCode) {
  EXPECT_EQ(hgbuild({"run", "--", "sh", "-c", "exit 5"}).status.code, 5);
  EXPECT_EQ(hgbuild({"run", "sh", "-c", "kill -9 $$"}).status.code, 137);
  EXPECT_EQ(hgbuild({"run", "true"}).status.code, 0);
}

TEST_F(Program, TheToolsOutputIsItsOwn) {
  const os::Captured ran = hgbuild({"run", "--", "sh", "-c", "echo out; echo err >&2"});
  EXPECT_EQ(ran.out, "out\n");
  EXPECT_THAT(ran.err, testing::StartsWith("err\nhgbuild: no compile was started"));
  EXPECT_THAT(ran.err, Not(HasSubstr("\x1b")));
}

TEST_F(Program, QuietSaysNothing) {
  EXPECT_EQ(hgbuild({"-q", "run", "true"}).err, "");
  EXPECT_EQ(hgbuild({"run", "true"}, {"HG_IN_BUILD=1"}).err, "");
  EXPECT_EQ(hgbuild({"run", "true"}, {"HG_DISABLE=1"}).err, "");
}

TEST_F(Program, WhatFollowsTheWordIsTheTools) {
  EXPECT_THAT(hgbuild({"make", "-j2", "--version"}).out, HasSubstr("GNU Make"));
  EXPECT_THAT(hgbuild({"make", "-j2", "--help"}).out, HasSubstr("Usage: make"));
  EXPECT_THAT(hgbuild({"cmake", "-E", "echo", "--help"}).out, HasSubstr("--help"));
}

TEST_F(Program, MakeIsToldHowManyJobs) {
  std::ofstream(directory_.path() + "/Makefile") << "all:\n\t@echo flags: $(MAKEFLAGS)\n";
  EXPECT_THAT(hgbuild({"make"}).out, HasSubstr("-j"));
  EXPECT_THAT(hgbuild({"make", "-j3"}).out, HasSubstr("-j3"));
}

TEST_F(Program, TheBuildHasAnIdUnlessTheUserGaveOne) {
  EXPECT_THAT(hgbuild({"run", "sh", "-c", "echo $HG_BUILD_ID"}).out, testing::StartsWith("b-"));
  EXPECT_EQ(hgbuild({"run", "sh", "-c", "echo $HG_BUILD_ID"}, {"HG_BUILD_ID=mine"}).out, "mine\n");
}

TEST_F(Program, AStaticToolIsToldOf) {
  std::ofstream(directory_.path() + "/t.c") << "int main(void) { return 0; }\n";
  const std::string line = "cc -static '" + directory_.path() + "/t.c' -o '" + directory_.path() + "/tool'";
  ASSERT_EQ(std::system(line.c_str()), 0);
  const os::Captured ran = hgbuild({"run", "--", "./tool"});
  EXPECT_EQ(ran.status.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("HG1101"));
  EXPECT_THAT(ran.err, HasSubstr("CMAKE_C_COMPILER_LAUNCHER=hgbuild"));
}

}  // namespace
}  // namespace hg::hgbuild
