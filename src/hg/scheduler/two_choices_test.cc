#include "hg/scheduler/two_choices.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace hg::scheduler {
namespace {

std::vector<WorkerView> workers_with_load(const std::vector<std::uint32_t>& loads) {
  std::vector<WorkerView> workers;
  for (const auto load : loads) workers.push_back({.arch = "x86_64", .cores = 4, .active_tasks = load});
  return workers;
}

TEST(TwoChoices, NobodyEligibleIsNoDecision) {
  SeededRandom random(1);
  EXPECT_FALSE(choose(workers_with_load({0, 0}), {}, "x86_64", {}, random).has_value());
}

TEST(TwoChoices, TheOnlyEligibleOneIsTaken) {
  SeededRandom random(1);
  const std::vector<std::uint32_t> eligible{2};
  const auto decision = choose(workers_with_load({0, 0, 9}), eligible, "x86_64", {}, random);
  EXPECT_EQ(decision->worker, 2U);
  EXPECT_FALSE(decision->rejected.has_value());
}

TEST(TwoChoices, OfTwoTheBetterOneAlways) {
  const auto workers = workers_with_load({5, 1});
  const std::vector<std::uint32_t> eligible{0, 1};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SeededRandom random(seed);
    const auto decision = choose(workers, eligible, "x86_64", {}, random);
    EXPECT_EQ(decision->worker, 1U);
    EXPECT_EQ(decision->rejected, 0U);
    EXPECT_GT(decision->score.total(), decision->rejected_score.total());
  }
}

TEST(TwoChoices, TheTwoAreDistinctAndEveryPairIsDrawn) {
  const auto workers = workers_with_load({0, 0, 0, 0});
  const std::vector<std::uint32_t> eligible{0, 1, 2, 3};
  SeededRandom random(7);
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> pairs;
  for (int i = 0; i < 12'000; ++i) {
    const auto decision = choose(workers, eligible, "x86_64", {}, random);
    ASSERT_NE(decision->worker, *decision->rejected);
    ++pairs[{decision->worker, *decision->rejected}];
  }
  ASSERT_EQ(pairs.size(), 12U);
  for (const auto& [pair, count] : pairs) EXPECT_NEAR(count, 1000, 200);
}

TEST(TwoChoices, OnlyEligibleWorkersAreLookedAt) {
  const auto workers = workers_with_load({0, 9, 0, 9, 0});
  const std::vector<std::uint32_t> eligible{1, 3};
  SeededRandom random(3);
  for (int i = 0; i < 100; ++i) {
    const auto decision = choose(workers, eligible, "x86_64", {}, random);
    EXPECT_EQ(decision->worker + *decision->rejected, 4U);
  }
}

TEST(TwoChoices, SameSeedSameChoices) {
  const auto workers = workers_with_load({1, 2, 3, 4, 5, 6, 7, 8});
  const std::vector<std::uint32_t> eligible{0, 1, 2, 3, 4, 5, 6, 7};
  SeededRandom one(42);
  SeededRandom two(42);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(choose(workers, eligible, "x86_64", {}, one)->worker,
              choose(workers, eligible, "x86_64", {}, two)->worker);
  }
}

// The point of two choices: the longest queue stays short (ln ln n), where one choice gives ln n / ln ln n.
TEST(TwoChoices, SpreadsLoad) {
  auto workers = workers_with_load(std::vector<std::uint32_t>(1000, 0));
  std::vector<std::uint32_t> eligible(1000);
  for (std::uint32_t i = 0; i < 1000; ++i) eligible[i] = i;
  SeededRandom random(5);
  for (int i = 0; i < 1000; ++i)
    ++workers[choose(workers, eligible, "x86_64", {}, random)->worker].active_tasks;
  for (const auto& worker : workers) EXPECT_LE(worker.active_tasks, 4U);
}

}  // namespace
}  // namespace hg::scheduler
