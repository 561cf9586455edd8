#include "hg/client/interpose/compiler_name.h"

#include <gtest/gtest.h>

namespace hg::client::interpose {
namespace {

TEST(CompilerName, DriversWithTripleAndVersion) {
  for (const char* name : {"cc", "c++", "gcc", "g++", "clang", "clang++", "gcc-12", "g++-12.2.0", "clang-14",
                           "clang++-14", "x86_64-linux-gnu-gcc", "arm-none-eabi-g++", "avr-gcc",
                           "x86_64-linux-gnu-g++-12", "aarch64-linux-gnu-cc"}) {
    EXPECT_TRUE(is_compiler_name(name)) << name;
  }
}

TEST(CompilerName, ToolsThatOnlySoundLikeOne) {
  for (const char* name : {"",
                           "-",
                           "gcc-",
                           "gcc-ar",
                           "gcc-nm-12",
                           "gcov",
                           "cc1",
                           "cc1plus",
                           "c++filt",
                           "ccache",
                           "distcc",
                           "clang-tidy",
                           "clang-format-19",
                           "clang-cpp",
                           "clang-cl",
                           "nvcc",
                           "icecc",
                           "collect2",
                           "cpp",
                           "x86_64-linux-gnu-gcc-ranlib",
                           "gcc-x",
                           "afl-gcc",
                           "musl-gcc",
                           "sh",
                           "make"}) {
    EXPECT_FALSE(is_compiler_name(name)) << name;
  }
}

TEST(CompilerName, BaseName) {
  EXPECT_STREQ(base_name("/usr/bin/gcc"), "gcc");
  EXPECT_STREQ(base_name("gcc"), "gcc");
  EXPECT_STREQ(base_name("/usr/bin/"), "");
}

}  // namespace
}  // namespace hg::client::interpose
