#include "hg/capability/drivers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "hg/os/file.h"

namespace hg::capability {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

TEST(DriverName, Known) {
  for (const char* name :
       {"cc", "c++", "gcc", "g++", "gcc-12", "g++-4.8", "clang", "clang++-14", "x86_64-linux-gnu-gcc",
        "aarch64-linux-gnu-g++-12", "arm-none-eabi-gcc", "x86_64-pc-linux-gnu-clang++"}) {
    EXPECT_TRUE(is_driver_name(name)) << name;
  }
}

TEST(DriverName, Unknown) {
  for (const char* name : {"", "-", "ccache", "gcc-ar", "gcc-ar-12", "clang-format-14", "c99-gcc", "afl-gcc",
                           "gcc-", "gcc-12-", "gcc-.1", "g++-12.", "clang-cpp", "xgcc", "musl-gcc"}) {
    EXPECT_FALSE(is_driver_name(name)) << name;
  }
}

class FindDriversTest : public testing::Test {
 protected:
  void program(const std::string& name) {
    ASSERT_TRUE(os::write_file_atomic(directory_.path() + "/" + name, name, 0755));
  }
  void link(const std::string& target, const std::string& name) {
    fs::create_symlink(target, directory_.path() + "/" + name);
  }
  std::vector<std::string> names() {
    std::vector<std::string> result;
    for (const std::string& path : find_drivers({"/nonexistent", directory_.path()})) {
      result.push_back(fs::path(path).filename());
    }
    return result;
  }
  os::TempDir directory_ = *os::TempDir::make("/tmp", "drivers");
};

TEST_F(FindDriversTest, NamesEachGccOnce) {
  program("x86_64-linux-gnu-gcc-12");
  link("x86_64-linux-gnu-gcc-12", "gcc-12");
  link("gcc-12", "gcc");
  link("gcc", "cc");
  program("aarch64-linux-gnu-g++");
  program("gcc-ar");
  EXPECT_THAT(names(), ElementsAre("aarch64-linux-gnu-g++", "gcc-12"));
}

TEST_F(FindDriversTest, ClangIsTwoDriversInOneProgram) {
  program("clang-14");
  link("clang-14", "clang");
  link("clang", "clang++");
  link("clang", "c++");
  EXPECT_THAT(names(), ElementsAre("clang++", "clang-14"));
}

TEST_F(FindDriversTest, PassesOverWhatCannotRun) {
  ASSERT_TRUE(os::write_file_atomic(directory_.path() + "/gcc", "", 0644));
  link("nowhere", "g++");
  fs::create_directory(directory_.path() + "/clang");
  EXPECT_THAT(names(), ElementsAre());
}

}  // namespace
}  // namespace hg::capability
