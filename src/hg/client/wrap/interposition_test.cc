#include "hg/client/wrap/interposition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hg::client::wrap {
namespace {

using testing::HasSubstr;

class InterpositionTest : public testing::Test {
 protected:
  InterpositionTest() : directory_(os::TempDir::make(testing::TempDir(), "hg-wrap-").value()) {}
  os::TempDir directory_;
};

TEST_F(InterpositionTest, TheUsersPreloadStaysInFront) {
  const auto under = Interposition::prepare(directory_.path(), "/bin/hgbuild", "/lib/ours.so").value();
  const Environment environment = under.apply({"A=1", "LD_PRELOAD=/x.so"});
  EXPECT_EQ(variable(environment, "LD_PRELOAD"), "/x.so:/lib/ours.so");
  EXPECT_EQ(variable(environment, "A"), "1");
  EXPECT_EQ(variable(environment, "HG_INTERPOSE_HGBUILD"), "/bin/hgbuild");
}

TEST_F(InterpositionTest, AddressSanitizerIsToldOnce) {
  const auto under = Interposition::prepare(directory_.path(), "/bin/hgbuild", "/lib/ours.so").value();
  EXPECT_EQ(variable(under.apply({"ASAN_OPTIONS=a=1"}), "ASAN_OPTIONS"), "a=1:verify_asan_link_order=0");
  EXPECT_EQ(variable(under.apply({"ASAN_OPTIONS=verify_asan_link_order=1"}), "ASAN_OPTIONS"),
            "verify_asan_link_order=1");
}

TEST_F(InterpositionTest, APathThatPreloadCannotHoldGetsALink) {
  const auto under = Interposition::prepare(directory_.path(), "/bin/hgbuild", "/my lib/ours.so").value();
  const std::string preload = variable(under.apply({}), "LD_PRELOAD");
  EXPECT_EQ(preload.find(' '), std::string::npos);
  EXPECT_THAT(preload, HasSubstr("libhginterpose.so"));
}

TEST_F(InterpositionTest, TheTallyIsCounted) {
  const auto under = Interposition::prepare(directory_.path(), "/bin/hgbuild", "/lib/ours.so").value();
  EXPECT_FALSE(under.tally().loaded);
  const std::string file = variable(under.apply({}), "HG_INTERPOSE_TALLY");
  ASSERT_TRUE(os::write_file_atomic(file, "LIIHLI"));
  EXPECT_TRUE(under.tally().loaded);
  EXPECT_EQ(under.tally().intercepted, 3U);
  EXPECT_EQ(under.tally().calls(), 4U);
}

TEST_F(InterpositionTest, TheLibraryIsLookedForBesideHgbuild) {
  const std::string base = directory_.path();
  EXPECT_THAT(find_library(base + "/bin/hgbuild").error().message(), HasSubstr(base + "/lib/hybridgrid/"));
  ASSERT_TRUE(os::make_directories(base + "/lib"));
  ASSERT_TRUE(os::write_file_atomic(base + "/lib/libhginterpose.so", ""));
  EXPECT_EQ(find_library(base + "/bin/hgbuild").value(), base + "/lib/libhginterpose.so");
}

}  // namespace
}  // namespace hg::client::wrap
