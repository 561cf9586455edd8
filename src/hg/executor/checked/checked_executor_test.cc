#include "hg/executor/checked/checked_executor.h"

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

TEST(CheckedExecutor, RunsNothingThatIsRefused) {
  Counting inner;
  CheckedExecutor checked(inner);
  model::CompileTask task;
  task.arguments = {"-O2", "-fplugin=/tmp/evil.so"};
  const auto outcome = checked.execute(task, {});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().reason, model::Reason::rejected);
  EXPECT_NE(outcome.error().message.find("-fplugin=/tmp/evil.so"), std::string::npos);
  EXPECT_EQ(inner.calls, 0);
}

TEST(CheckedExecutor, PassesOnWhatIsAllowed) {
  Counting inner;
  CheckedExecutor checked(inner);
  model::CompileTask task;
  task.arguments = {"-O2", "-Wall"};
  EXPECT_TRUE(checked.execute(task, {}));
  EXPECT_EQ(inner.calls, 1);
}

}  // namespace
}  // namespace hg::executor
