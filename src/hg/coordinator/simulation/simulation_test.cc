// Thousands of grids, one seed each. HG_SEED=n replays one and prints all that happens; HG_TEST_LONG=1 takes
// a hundred times as many.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "hg/coordinator/simulation/grid.h"

namespace hg::coordinator::simulation {
namespace {

constexpr std::uint64_t kSeeds = 10'000;

std::uint64_t seeds() {
  return std::getenv("HG_TEST_LONG") == nullptr ? kSeeds : 100 * kSeeds;
}

// Every task ends exactly once, within its attempts; no worker is over its slots; nobody starves; circuits
// take legal steps only; verdicts are those of the source; nothing is left over.
TEST(Simulation, HoldsForEverySeed) {
  if (const char* seed = std::getenv("HG_SEED")) {
    Grid grid(plan_of(std::strtoull(seed, nullptr, 10)), true);
    grid.run();
    std::cerr << grid.trace();
    EXPECT_EQ(grid.complaint(), "");
    return;
  }
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    Grid grid(plan_of(seed));
    grid.run();
    ASSERT_EQ(grid.complaint(), "") << "replay with HG_SEED=" << seed;
  }
}

TEST(Simulation, SameSeedSameTrace) {
  for (std::uint64_t seed = 1; seed <= seeds(); seed += 53) {
    const std::uint64_t first = Grid(plan_of(seed)).run().trace;
    ASSERT_EQ(Grid(plan_of(seed)).run().trace, first) << "replay with HG_SEED=" << seed;
  }
}

}  // namespace
}  // namespace hg::coordinator::simulation
