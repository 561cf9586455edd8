#include "hg/executor/confined/choose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/os/file.h"

namespace hg::executor {
namespace {

using testing::HasSubstr;

TEST(ChooseSandbox, SaysWhyNothingWorks) {
  const os::TempDir directory = *os::TempDir::make("/tmp", "choose");
  const auto chosen =
      choose_sandbox({Sandbox::automatic, "/nonexistent/hg-jail", directory.path(), "/nonexistent"});
  ASSERT_FALSE(chosen);
  EXPECT_EQ(chosen.error().code(), Code::failed_precondition);
  EXPECT_THAT(chosen.error().message(), HasSubstr("hg-jail: /nonexistent/hg-jail: No such file"));
  EXPECT_THAT(chosen.error().message(), HasSubstr("bubblewrap: bwrap is not installed"));
}

TEST(ChooseSandbox, OffAlwaysWorks) {
  const auto chosen = choose_sandbox({Sandbox::off, "", "/nonexistent", ""});
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->to_string(), "none");
}

TEST(ChooseSandbox, NamesEveryLayer) {
  const os::TempDir directory = *os::TempDir::make("/tmp", "choose");
  const auto chosen = choose_sandbox({Sandbox::automatic, HG_JAIL, directory.path(), "/usr/bin:/bin"});
  if (!chosen) GTEST_SKIP() << chosen.error().to_string();
  EXPECT_THAT(chosen->to_string(), HasSubstr("mount, pid, ipc, uts"));
  EXPECT_TRUE(chosen->layers.namespaces);
  EXPECT_TRUE(chosen->layers.seccomp);
}

}  // namespace
}  // namespace hg::executor
