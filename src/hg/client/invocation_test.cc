#include "hg/client/invocation.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "hg/os/file.h"

namespace hg::client {
namespace {

TEST(CompilerName, KnowsTargetsAndVersions) {
  for (const char* name : {"gcc", "g++", "cc", "c++", "clang", "clang++", "gcc-12", "clang++-14",
                           "g++-12.2.0", "x86_64-linux-gnu-gcc", "aarch64-linux-gnu-g++-12"}) {
    EXPECT_TRUE(is_compiler_name(name)) << name;
  }
  for (const char* name : {"hgbuild", "gcc-ar", "gcc-ranlib-12", "ccache", "distcc", "clang-format",
                           "clang-tidy-14", "xgcc", "gcc-", "-gcc-x", "", "cpp", "ld"}) {
    EXPECT_FALSE(is_compiler_name(name)) << name;
  }
}

class ResolveTest : public ::testing::Test {
 protected:
  // This test stands in for hgbuild: a link to it is a stand-in for a compiler.
  ResolveTest() {
    std::filesystem::create_directory(ours_);
    std::filesystem::create_directory(real_);
    for (const char* name : {"gcc", "cc", "g++"}) {
      std::filesystem::create_symlink("/proc/self/exe", ours_ + "/" + name);
      std::filesystem::copy_file("/bin/true", real_ + "/" + name);
    }
  }

  static std::string self() { return std::filesystem::read_symlink("/proc/self/exe"); }

  os::TempDir directory_ = *os::TempDir::make("/tmp", "hg-resolve-");
  std::string ours_ = directory_.path() + "/ours";
  std::string real_ = directory_.path() + "/real";
};

TEST_F(ResolveTest, ANameIsSearchedForBehindOurselves) {
  const auto found = resolve({"gcc", "-c"}, "/nowhere:" + ours_ + ":" + real_ + ":/bin");
  EXPECT_EQ(found.program, real_ + "/gcc");
  EXPECT_EQ(found.argv, (std::vector<std::string>{"gcc", "-c"}));
  EXPECT_EQ(found.search_path, "/nowhere:" + real_ + ":/bin") << "the compiler must find itself";
}

TEST_F(ResolveTest, PathsAreTakenAsTheyAre) {
  const auto found = resolve({real_ + "/gcc"}, ours_);
  EXPECT_EQ(found.program, real_ + "/gcc");
  EXPECT_EQ(found.argv[0], real_ + "/gcc");
  EXPECT_EQ(found.search_path, ours_);
}

TEST_F(ResolveTest, APathToOurselvesMeansTheRealOne) {
  const auto found = resolve({ours_ + "/gcc"}, real_);
  EXPECT_EQ(found.program, real_ + "/gcc");
  EXPECT_EQ(found.argv[0], real_ + "/gcc");
}

TEST_F(ResolveTest, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(resolve({"gcc-99"}, ours_ + ":" + real_).program, "");
  EXPECT_EQ(resolve({"gcc"}, ours_).program, "");
  EXPECT_EQ(resolve({real_ + "/gcc-99"}, real_).program, "");
  EXPECT_EQ(resolve({"gcc"}, "").program, "");
}

TEST_F(ResolveTest, APathThatCannotBeExecutedIsLeftToExecve) {
  const std::string plain = directory_.path() + "/plain";
  ASSERT_TRUE(os::write_file_atomic(plain, "no program"));
  EXPECT_EQ(resolve({plain}, real_).program, plain);
}

TEST_F(ResolveTest, OurCommandLineBecomesTheCompilers) {
  Settings settings;
  settings.search_path = ours_ + ":" + real_;
  settings.cc = "gcc";
  settings.cxx = "g++";
  const auto argv_of = [&](const std::vector<std::string>& words) {
    return resolve_command_line(words, settings).argv;
  };
  using Words = std::vector<std::string>;
  EXPECT_EQ(argv_of({"hgbuild", "cc", "-c", "a.c"}), (Words{"gcc", "-c", "a.c"}));
  EXPECT_EQ(argv_of({"hgbuild", "c++", "-c"}), (Words{"g++", "-c"}));
  EXPECT_EQ(argv_of({"hgbuild", "gcc", "-v"}), (Words{"gcc", "-v"}));
  EXPECT_EQ(argv_of({"hgbuild", "-print-sysroot"}), (Words{"gcc", "-print-sysroot"}));
  EXPECT_EQ(argv_of({"g++", "cc"}), (Words{"g++", "cc"}));
  EXPECT_EQ(argv_of({"/x/gcc", "-c"}), (Words{"/x/gcc", "-c"}));
}

TEST_F(ResolveTest, AnEmptyFolderOfThePathIsTheWorkingDirectory) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(real_);
  EXPECT_EQ(resolve({"gcc"}, ours_ + "::/bin").program, "./gcc");
  std::filesystem::current_path(before);
}

}  // namespace
}  // namespace hg::client
