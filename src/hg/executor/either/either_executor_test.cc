#include "hg/executor/either/either_executor.h"

#include <gtest/gtest.h>

namespace hg::executor {
namespace {

class Counting final : public Executor {
 public:
  model::CompileOutcome execute(const model::CompileTask& /*task*/, Cancellation /*cancellation*/) override {
    ++calls;
    return model::CompileResult{};
  }
  int calls = 0;
};

TEST(EitherExecutor, TheFirstOneGetsWhatItHas) {
  Counting native;
  Counting docker;
  EitherExecutor both(native, [](const model::ToolchainId& id) { return id.value() == "here"; }, docker);
  model::CompileTask task;
  task.toolchain = model::ToolchainId("here");
  EXPECT_TRUE(both.execute(task, {}));
  EXPECT_EQ(native.calls, 1);
  EXPECT_EQ(docker.calls, 0);
  task.toolchain = model::ToolchainId("elsewhere");
  EXPECT_TRUE(both.execute(task, {}));
  EXPECT_EQ(native.calls, 1);
  EXPECT_EQ(docker.calls, 1);
}

}  // namespace
}  // namespace hg::executor
