#include "hg/scheduler/score.h"

#include <gtest/gtest.h>

namespace hg::scheduler {
namespace {

TEST(Score, TheFormulaToTheLetter) {
  const Weights weights;
  WorkerView worker{.arch = "x86_64"};
  EXPECT_EQ(score(worker, "x86_64", weights).total(), 50);
  EXPECT_EQ(score(worker, "aarch64", weights).total(), 0);
  worker.cross_compiles = true;
  EXPECT_EQ(score(worker, "aarch64", weights).total(), 25);
  EXPECT_EQ(score(worker, "x86_64", weights).total(), 50) << "native and cross do not add up";

  EXPECT_EQ(score({.arch = "other", .cores = 3}, "x", weights).total(), 30);
  EXPECT_EQ(score({.arch = "other", .memory_gb = 1.5}, "x", weights).total(), 7.5);
  EXPECT_EQ(score({.arch = "other", .active_tasks = 2}, "x", weights).total(), -30);
  EXPECT_EQ(score({.arch = "other", .latency_ms = 3}, "x", weights).total(), -1.5);
  EXPECT_EQ(score({.arch = "other", .on_lan = true}, "x", weights).total(), 20);
}

TEST(Score, TermsAreReportedAndAddUp) {
  const WorkerView worker{"x86_64", false, 8, 32, 3, 10, true};
  const Score terms = score(worker, "x86_64", {});
  EXPECT_EQ(terms.arch, 50);
  EXPECT_EQ(terms.cores, 80);
  EXPECT_EQ(terms.memory, 160);
  EXPECT_EQ(terms.load, -45);
  EXPECT_EQ(terms.latency, -5);
  EXPECT_EQ(terms.lan, 20);
  EXPECT_EQ(terms.total(), 260);
}

TEST(Score, WeightsAreConfigurable) {
  Weights weights;
  weights.per_active_task = -100;
  EXPECT_EQ(score({.arch = "other", .active_tasks = 2}, "x", weights).load, -200);
}

}  // namespace
}  // namespace hg::scheduler
