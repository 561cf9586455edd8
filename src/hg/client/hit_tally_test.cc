#include "hg/client/hit_tally.h"

#include <gtest/gtest.h>

#include "hg/testing/temp_directory.h"

namespace hg::client {
namespace {

using Sources = std::vector<std::string>;

class HitTallyTest : public testing::TempDirectoryTest {};

TEST_F(HitTallyTest, TellsEachHitOnce) {
  HitTally tally(root(), "b");
  EXPECT_EQ(tally.take(), Sources());
  tally_hit(root(), "b", "a.c");
  tally_hit(root(), "b", "dir/b.c");
  EXPECT_EQ(tally.take(), (Sources{"a.c", "dir/b.c"}));
  tally_hit(root(), "b", "c.c");
  EXPECT_EQ(tally.take(), Sources{"c.c"});
  EXPECT_EQ(tally.take(), Sources());
}

TEST_F(HitTallyTest, HitsOfOtherBuildsAreNotCounted) {
  HitTally tally(root(), "b");
  tally_hit(root(), "other", "a.c");
  EXPECT_EQ(tally.take(), Sources());
}

TEST_F(HitTallyTest, ANameOfTwoLinesIsOneHit) {
  HitTally tally(root(), "b");
  tally_hit(root(), "b", "a\nb.c");
  EXPECT_EQ(tally.take(), Sources{"a"});
}

TEST_F(HitTallyTest, WithoutARuntimeDirectoryNothingIsCounted) {
  HitTally tally("", "b");
  tally_hit("", "b", "a.c");
  EXPECT_EQ(tally.take(), Sources());
}

}  // namespace
}  // namespace hg::client
