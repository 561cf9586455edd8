#include "hg/base/random.h"

#include <gtest/gtest.h>

#include <array>

namespace hg {
namespace {

TEST(Random, TheSameSeedGivesTheSameSequence) {
  SeededRandom a(7);
  SeededRandom b(7);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next(), b.next());
}

TEST(Random, BelowReachesEveryValueAndNoOther) {
  SeededRandom random(1);
  std::array<int, 5> seen{};
  for (int i = 0; i < 5000; ++i) ++seen.at(random.below(5));
  for (const int count : seen) EXPECT_GT(count, 800);
}

}  // namespace
}  // namespace hg
