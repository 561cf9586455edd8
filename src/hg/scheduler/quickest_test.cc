#include "hg/scheduler/quickest.h"

#include <gtest/gtest.h>

#include <vector>

namespace hg::scheduler {
namespace {

WorkerView worker(double slowness, std::uint32_t cores = 4, std::uint32_t active = 0) {
  WorkerView view;
  view.cores = cores;
  view.active_tasks = active;
  view.slowness = slowness;
  return view;
}

TEST(Quickest, TakesTheFasterEvenIfItIsSmaller) {
  const std::vector<WorkerView> workers{worker(20, 64), worker(1, 2)};
  const std::vector<std::uint32_t> all{0, 1};
  SeededRandom random(1);
  for (int i = 0; i < 20; ++i) {
    const auto decision = choose_quickest(workers, all, 100, random);
    ASSERT_TRUE(decision);
    EXPECT_EQ(decision->worker, 1U);
    EXPECT_EQ(decision->rejected, 0U);
  }
}

TEST(Quickest, MoreTasksThanCoresShareThem) {
  EXPECT_DOUBLE_EQ(expected_ms(worker(1, 4, 3), 100), 100);
  EXPECT_DOUBLE_EQ(expected_ms(worker(1, 4, 7), 100), 200);
  EXPECT_DOUBLE_EQ(expected_ms(worker(3, 4, 0), 100), 300);
}

TEST(Quickest, OneOrNobody) {
  const std::vector<WorkerView> workers{worker(1)};
  SeededRandom random(1);
  EXPECT_FALSE(choose_quickest(workers, {}, 0, random));
  const std::vector<std::uint32_t> one{0};
  EXPECT_EQ(choose_quickest(workers, one, 0, random)->worker, 0U);
}

}  // namespace
}  // namespace hg::scheduler
