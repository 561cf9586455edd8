#include "hg/worker/task_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hg::worker {
namespace {

using testing::HasSubstr;

class Refusing final : public executor::Executor {
 public:
  model::CompileOutcome execute(const model::CompileTask&, executor::Cancellation) override {
    return tl::unexpected(model::Failure{model::Reason::worker_disk_full, "full"});
  }
};

TEST(WorkerMetrics, ShowThePoolAsItIsNow) {
  Refusing executor;
  TaskPool pool(executor, 3);
  metrics::Registry registry;
  show_worker(registry, pool, [] { return std::size_t{2}; });
  EXPECT_THAT(registry.text(), HasSubstr("hybridgrid_tasks_total{result=\"failed\"} 0\n"));
  ASSERT_TRUE(pool.submit({}, [](model::CompileOutcome) {}));
  pool.wait_idle();
  pool.drain();
  EXPECT_THAT(registry.text(), HasSubstr("hybridgrid_tasks_total{result=\"failed\"} 1\n"));
  EXPECT_THAT(registry.text(), HasSubstr("hybridgrid_slots 3\n"));
  EXPECT_THAT(registry.text(), HasSubstr("hybridgrid_draining 1\n"));
  EXPECT_THAT(registry.text(), HasSubstr("hybridgrid_compilers 2\n"));
}

}  // namespace
}  // namespace hg::worker
