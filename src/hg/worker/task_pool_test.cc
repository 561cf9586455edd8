#include "hg/worker/task_pool.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <future>

namespace hg::worker {
namespace {

// Runs a task until the test releases it or it is cancelled.
class FakeExecutor final : public executor::Executor {
 public:
  model::CompileOutcome execute(const model::CompileTask& task,
                                executor::Cancellation cancellation) override {
    {
      const std::lock_guard lock(mutex_);
      ++started_;
      changed_.notify_all();
    }
    if (task.label == "wait for cancellation") {
      pollfd event{cancellation.fd, POLLIN, 0};
      if (::poll(&event, 1, 20'000) != 1) ADD_FAILURE() << "never cancelled";
      return tl::unexpected(model::Failure{model::Reason::transport, "cancelled"});
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return released_; });
    if (task.label == "fail") return tl::unexpected(model::Failure{model::Reason::worker_disk_full, "full"});
    model::CompileResult result;
    result.exit_code = 3;
    return result;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }
  void wait_started(int count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, std::chrono::seconds(20), [&] { return started_ >= count; }));
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int started_ = 0;
  bool released_ = false;
};

model::CompileTask task(const std::string& label) {
  model::CompileTask task;
  task.label = label;
  return task;
}

class TaskPoolTest : public testing::Test {
 protected:
  // Keeps the promise alive for the pool's thread, which may still be in set_value when the test goes on.
  class End {
   public:
    TaskPool::Done done() const {
      return [promise = promise_](model::CompileOutcome outcome) { promise->set_value(std::move(outcome)); };
    }
    model::CompileOutcome get() { return promise_->get_future().get(); }

   private:
    std::shared_ptr<std::promise<model::CompileOutcome>> promise_ =
        std::make_shared<std::promise<model::CompileOutcome>>();
  };
  FakeExecutor executor_;
  TaskPool pool_{executor_, 2};
};

TEST_F(TaskPoolTest, RunsAndReports) {
  executor_.release();
  End end;
  ASSERT_TRUE(pool_.submit(task(""), end.done()));
  EXPECT_EQ(end.get()->exit_code, 3);
  End failed;
  ASSERT_TRUE(pool_.submit(task("fail"), failed.done()));
  EXPECT_EQ(failed.get().error().reason, model::Reason::worker_disk_full);
  EXPECT_EQ(pool_.counts().finished, 1U);
  EXPECT_EQ(pool_.counts().failed, 1U);
}

TEST_F(TaskPoolTest, RefusesMoreThanItsSlots) {
  ASSERT_TRUE(pool_.submit(task(""), [](auto) {}));
  ASSERT_TRUE(pool_.submit(task(""), [](auto) {}));
  const auto refused = pool_.submit(task(""), [](auto) { ADD_FAILURE() << "was refused"; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::resource_exhausted);
  EXPECT_EQ(pool_.counts().active, 2U);
  executor_.release();
  pool_.wait_idle();
  EXPECT_EQ(pool_.counts().active, 0U);
}

TEST_F(TaskPoolTest, ASlotIsFreeWhenItsEndIsReported) {
  executor_.release();
  std::atomic<bool> admitted = false;
  TaskPool pool(executor_, 1);
  ASSERT_TRUE(
      pool.submit(task(""), [&](auto) { admitted = pool.submit(task(""), [](auto) {}).has_value(); }));
  pool.wait_idle();
  EXPECT_TRUE(admitted);
}

TEST_F(TaskPoolTest, ACancelledTaskFreesItsSlotAtOnce) {
  End end;
  const auto running = pool_.submit(task("wait for cancellation"), end.done());
  ASSERT_TRUE(running);
  executor_.wait_started(1);
  pool_.cancel(**running);
  EXPECT_EQ(pool_.counts().active, 0U);
  EXPECT_FALSE(end.get());
  pool_.cancel(**running);
  EXPECT_EQ(pool_.counts().active, 0U);
  EXPECT_EQ(pool_.counts().cancelled, 1U);
  EXPECT_EQ(pool_.counts().failed, 0U);
}

TEST_F(TaskPoolTest, CancellingAfterTheEndChangesNothing) {
  executor_.release();
  const auto ended = pool_.submit(task(""), [](auto) {});
  ASSERT_TRUE(ended);
  pool_.wait_idle();
  pool_.cancel(**ended);
  EXPECT_EQ(pool_.counts().finished, 1U);
  EXPECT_EQ(pool_.counts().cancelled, 0U);
  EXPECT_EQ(pool_.counts().active, 0U);
}

TEST_F(TaskPoolTest, DrainsWhatRunsAndRefusesTheRest) {
  End end;
  ASSERT_TRUE(pool_.submit(task(""), end.done()));
  pool_.drain();
  EXPECT_TRUE(pool_.counts().draining);
  EXPECT_EQ(pool_.submit(task(""), [](auto) {}).error().code(), Code::unavailable);
  executor_.release();
  pool_.wait_idle();
  EXPECT_TRUE(end.get().has_value());
}

TEST_F(TaskPoolTest, TheEndOfThePoolCancels) {
  End end;
  {
    TaskPool pool(executor_, 1);
    ASSERT_TRUE(pool.submit(task("wait for cancellation"), end.done()));
  }
  EXPECT_FALSE(end.get());
}

}  // namespace
}  // namespace hg::worker
