#include "hg/executor/confined/visible.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hg::executor {
namespace {

using testing::Contains;
using testing::Not;

TEST(Visible, OfTheSystemsCompilerIsTheSystem) {
  const auto paths = visible_to("/usr/bin/gcc");
  EXPECT_THAT(paths, Contains("/usr"));
  EXPECT_THAT(paths, Contains("/lib64"));
  EXPECT_THAT(paths, Not(Contains("/usr/bin")));
  for (const char* hidden :
       {"/", "/etc", "/home", "/root", "/proc", "/sys", "/var", "/run", "/tmp", "/dev"}) {
    EXPECT_THAT(paths, Not(Contains(hidden)));
  }
}

TEST(Visible, OfAToolchainAreItsFolders) {
  const auto paths = visible_to("/srv/gcc-13/bin/g++");
  EXPECT_THAT(paths, Contains("/srv/gcc-13/bin"));
  EXPECT_THAT(paths, Contains("/srv/gcc-13/libexec"));
  EXPECT_THAT(paths, Not(Contains("/srv/gcc-13")));
}

TEST(Visible, NeverAHome) {
  EXPECT_THAT(visible_to("/home/u/bin/gcc"), Not(Contains("/home/u")));
  EXPECT_THAT(visible_to("/gcc"), Not(Contains("/")));
}

}  // namespace
}  // namespace hg::executor
