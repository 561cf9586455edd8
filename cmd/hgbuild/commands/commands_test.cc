#include "commands/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "commands/help.h"

namespace hg::hgbuild {
namespace {

using testing::HasSubstr;

std::string stderr_of(const std::vector<std::string>& arguments, int expected) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(run_command(arguments), expected);
  return testing::internal::GetCapturedStderr();
}

std::string stdout_of(const std::vector<std::string>& arguments) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_command(arguments), kExitOk);
  return testing::internal::GetCapturedStdout();
}

TEST(Commands, WhatIsOursAndWhatIsTheCompilers) {
  for (const char* word :
       {"make", "run", "status", "--help", "-h", "--version", "-V", "-q", "--color=never"}) {
    EXPECT_TRUE(is_command(word)) << word;
  }
  for (const char* word : {"gcc", "cc", "c++", "/usr/bin/g++", "-print-sysroot", "-v", "-c", "stat", ""}) {
    EXPECT_FALSE(is_command(word)) << word;
  }
}

TEST(Commands, EachOneIsExplained) {
  const std::string all = stdout_of({"--help"});
  for (const std::string_view name : command_names()) {
    EXPECT_THAT(help_text(name, {}), HasSubstr(std::string(name))) << name;
    EXPECT_EQ(stdout_of({"help", std::string(name)}), help_text(name, {}));
    if (name != "meson") {
      EXPECT_THAT(all, HasSubstr(std::string(name)));
    }
  }
  EXPECT_EQ(stdout_of({"status", "--help"}), help_text("status", {}));
  EXPECT_EQ(stdout_of({"run", "--help"}), help_text("run", {}));
}

TEST(Commands, AFlagThatNobodyKnows) {
  EXPECT_EQ(stderr_of({"--foo"}, kExitUsage),
            "hgbuild: error: unknown flag --foo\nhgbuild: hint: see hgbuild --help\n");
  EXPECT_THAT(stderr_of({"status", "--jsno"}, kExitUsage),
              HasSubstr("status does not know --jsno, only --json"));
}

TEST(Commands, ATypingErrorIsAnswered) {
  EXPECT_THAT(stderr_of({"-q", "statsu"}, kExitUsage), HasSubstr("did you mean \"hgbuild status\"?"));
  EXPECT_THAT(stderr_of({"help", "worker"}, kExitUsage), HasSubstr("did you mean \"hgbuild workers\"?"));
}

TEST(Commands, ABadCoordinatorIsToldBeforeAnythingStarts) {
  ::setenv("HG_COORDINATOR", "build1:99999", 1);
  for (const char* command : {"status", "workers", "make", "ninja"}) {
    EXPECT_THAT(stderr_of({command}, kExitUsage),
                HasSubstr("HG_COORDINATOR: bad address 'build1:99999': port must be 1..65535"));
  }
  ::unsetenv("HG_COORDINATOR");
}

TEST(Commands, AMissingTool) {
  EXPECT_THAT(stderr_of({"run", "--", "no-such-tool"}, kExitNotFound),
              HasSubstr("no-such-tool: no such program in PATH"));
  EXPECT_THAT(stderr_of({"run"}, kExitUsage), HasSubstr("run needs a command"));
}

}  // namespace
}  // namespace hg::hgbuild
