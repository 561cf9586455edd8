#include "hg/coordinator/service/health.h"

#include <gtest/gtest.h>

namespace hg::coordinator::service {
namespace {

TEST(Health, CountsOnlyWhoIsOnline) {
  BuildService::Load load;
  load.running = 3;
  load.waiting = 4;
  load.workers.resize(3);
  for (auto& worker : load.workers) worker.capability.slots = 8;
  load.workers[1].state = model::WorkerState::draining;
  load.workers[2].state = model::WorkerState::lost;
  EXPECT_EQ(
      health_json(load),
      R"({"status":"serving","version":"0.1.0","workers":1,"slots":8,"running_tasks":3,"queued_tasks":4})");
}

}  // namespace
}  // namespace hg::coordinator::service
