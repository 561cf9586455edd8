#include "hg/coordinator/service/grid_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hg::coordinator::service {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

const Demand kDemand{model::TaskId("t"), {}, model::ToolchainId("c"), "x86_64"};

model::CompileResult compiled(int exit_code) {
  model::CompileResult result;
  result.exit_code = exit_code;
  result.attempts = 3;
  result.times.queued = milliseconds(200);
  result.times.compile = milliseconds(2000);
  result.outputs = {{model::OutputKind::object, "zz", 5}};
  return result;
}

void end(GridMetrics& numbers, const model::CompileOutcome& outcome, bool cancelled = false) {
  numbers.compile_ended({kDemand, outcome, cancelled, false, milliseconds(2300), 1000, 100});
}

TEST(GridMetrics, ShowsEveryResultFromTheStart) {
  const GridMetrics numbers;
  for (const char* result :
       {"success", "cached", "cached_at_worker", "joined", "compile_error", "failed", "cancelled"}) {
    EXPECT_THAT(numbers.text(),
                HasSubstr("hybridgrid_tasks_total{result=\"" + std::string(result) + "\"} 0\n"));
  }
}

TEST(GridMetrics, CountsACompileWithItsPhasesAndBytes) {
  GridMetrics numbers;
  end(numbers, compiled(0));
  end(numbers, compiled(1));
  const std::string text = numbers.text();
  EXPECT_THAT(text, HasSubstr("hybridgrid_tasks_total{result=\"success\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hybridgrid_tasks_total{result=\"compile_error\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hybridgrid_retries_total 4\n"));
  EXPECT_THAT(text, HasSubstr("hybridgrid_task_duration_seconds_sum{phase=\"queue\"} 0.4\n"));
  EXPECT_THAT(text, HasSubstr("hybridgrid_task_duration_seconds_sum{phase=\"transfer\"} 0.2\n"));
  EXPECT_THAT(text, HasSubstr("hybridgrid_task_duration_seconds_bucket{phase=\"compile\",le=\"2.5\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("hybridgrid_transfer_bytes_total{direction=\"source\",form=\"raw\"} 2000\n"));
  EXPECT_THAT(text, HasSubstr("hybridgrid_transfer_bytes_total{direction=\"output\",form=\"wire\"} 4\n"));
}

TEST(GridMetrics, WhatTheCacheAnsweredIsNoCompile) {
  GridMetrics numbers;
  auto result = compiled(0);
  result.cached = model::CachedAt::coordinator;
  end(numbers, result);
  EXPECT_THAT(numbers.text(), HasSubstr("hybridgrid_tasks_total{result=\"cached\"} 1\n"));
  EXPECT_THAT(numbers.text(), HasSubstr("hybridgrid_task_duration_seconds_count{phase=\"compile\"} 0\n"));
}

TEST(GridMetrics, CountsFailuresByReasonAndCancelledOnesApart) {
  GridMetrics numbers;
  const model::CompileOutcome failed = tl::unexpected(model::Failure{model::Reason::worker_disk_full, "x"});
  end(numbers, failed);
  end(numbers, failed, true);
  EXPECT_THAT(numbers.text(), HasSubstr("hybridgrid_task_failures_total{reason=\"worker-disk-full\"} 1\n"));
  EXPECT_THAT(numbers.text(), HasSubstr("hybridgrid_tasks_total{result=\"failed\"} 1\n"));
  EXPECT_THAT(numbers.text(), HasSubstr("hybridgrid_tasks_total{result=\"cancelled\"} 1\n"));
}

TEST(GridMetrics, CountsWhatClientsDidWithoutTheGrid) {
  GridMetrics numbers;
  const std::vector<model::ClientOutcome> outcomes{{.cached = true}, {.reason = model::Reason::probe}};
  numbers.client_reported({"ipv4:10.0.0.7:1", outcomes});
  numbers.client_reported({"ipv4:10.0.0.7:1", outcomes});
  EXPECT_THAT(numbers.text(),
              HasSubstr("hybridgrid_client_compiles_total{reason=\"none\",result=\"cached\"} 2\n"));
  EXPECT_THAT(numbers.text(),
              HasSubstr("hybridgrid_client_compiles_total{reason=\"probe\",result=\"local\"} 2\n"));
}

TEST(GridMetrics, AWorkerThatIsGoneIsNotShownAnyMore) {
  GridMetrics numbers;
  BuildService::Load load;
  load.waiting = 7;
  model::WorkerStatus worker;
  worker.id = model::WorkerId("w1");
  worker.capability.slots = 4;
  worker.circuit = resilience::CircuitState::open;
  load.workers.push_back(worker);
  numbers.show([&load] { return load; });
  EXPECT_THAT(numbers.text(), HasSubstr("hybridgrid_workers{state=\"online\"} 1\n"));
  EXPECT_THAT(numbers.text(), HasSubstr("hybridgrid_worker_slots{worker=\"w1\"} 4\n"));
  EXPECT_THAT(numbers.text(), HasSubstr("hybridgrid_worker_circuit_state{state=\"OPEN\",worker=\"w1\"} 1\n"));
  EXPECT_THAT(numbers.text(), HasSubstr("hybridgrid_queue_tasks 7\n"));
  load.workers.clear();
  EXPECT_THAT(numbers.text(), HasSubstr("hybridgrid_workers{state=\"online\"} 0\n"));
  EXPECT_THAT(numbers.text(), Not(HasSubstr("w1")));
}

}  // namespace
}  // namespace hg::coordinator::service
