#include "hg/coordinator/dispatcher.h"

#include <gtest/gtest.h>

#include <set>

#include "hg/coordinator/fakes.h"
#include "hg/testing/fake_clock.h"

namespace hg::coordinator {
namespace {

using model::Reason;
using std::chrono::milliseconds;
using std::chrono::seconds;

Options small_queue() {
  Options options;
  options.max_waiting = 5;
  return options;
}

class DispatcherTest : public ::testing::Test {
 protected:
  std::shared_ptr<FakeJob> submit(const std::string& name, char letter = 'a') {
    auto job = std::make_shared<FakeJob>(name, letter);
    numbers_[name] = dispatcher_.submit(job);
    return job;
  }
  void succeed(const std::string& task) {
    model::CompileResult result;
    result.times.compile = milliseconds(7);
    dispatcher_.attempt_ended(transport_.of(task).id, std::move(result));
  }
  void fail_with(const std::string& task, Reason reason) {
    dispatcher_.attempt_ended(transport_.of(task).id, tl::unexpected(model::Failure{reason, "said so"}));
  }
  std::size_t started() const { return transport_.all.size(); }
  // Time goes on, and the owner keeps its promise.
  void pass(Duration time) {
    const TimePoint end = clock_.now() + time;
    while (dispatcher_.wake_at() && *dispatcher_.wake_at() <= end) {
      clock_.set(std::max(clock_.now(), *dispatcher_.wake_at()));
      dispatcher_.wake();
    }
    clock_.set(end);
  }

  hg::testing::FakeClock clock_;
  SeededRandom random_{1};
  FakeTransport transport_;
  Dispatcher dispatcher_{small_queue(), clock_, random_, transport_};
  std::map<std::string, TaskNumber> numbers_;
};

TEST_F(DispatcherTest, WithoutWorkersATaskFailsAtOnce) {
  EXPECT_EQ(submit("t")->reason(), Reason::no_workers);
  dispatcher_.enrol(some_worker("h:1", 1, "b"), {});
  EXPECT_EQ(submit("u")->reason(), Reason::no_matching_toolchain);
}

TEST_F(DispatcherTest, ATaskRunsAndItsResultTellsWhere) {
  const auto worker = dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto job = submit("t");
  EXPECT_FALSE(job->ended());
  clock_.advance(milliseconds(10));
  succeed("t");
  ASSERT_TRUE(job->succeeded());
  const auto& result = job->last->value();
  EXPECT_EQ(result.worker, worker);
  EXPECT_EQ(result.worker_address, "h:1");
  EXPECT_EQ(result.attempts, 1U);
  EXPECT_EQ(result.times.queued.count(), 0);
  EXPECT_EQ(dispatcher_.workers()[0].latency_ms, 3) << "10 ms round trip, 7 of them the compiler";
}

TEST_F(DispatcherTest, TasksWaitInOrderForASlot) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto one = submit("1");
  const auto two = submit("2");
  const auto three = submit("3");
  EXPECT_EQ(started(), 1U);
  EXPECT_EQ(dispatcher_.waiting(), 2U);
  clock_.advance(seconds(2));
  succeed("1");
  EXPECT_EQ(transport_.all.back()->task, "2");
  succeed("2");
  succeed("3");
  EXPECT_TRUE(three->succeeded());
  EXPECT_EQ(three->last->value().times.queued, seconds(2));
}

TEST_F(DispatcherTest, ATaskThatFitsNobodyNowDoesNotBlockOthers) {
  dispatcher_.enrol(some_worker("h:1", 1, "a"), {});
  dispatcher_.enrol(some_worker("h:2", 1, "b"), {});
  submit("a1", 'a');
  submit("a2", 'a');
  submit("b1", 'b');
  EXPECT_EQ(transport_.of("b1").address, "h:2");
  EXPECT_EQ(dispatcher_.waiting(), 1U);
}

TEST_F(DispatcherTest, AFullQueueRefuses) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  for (int i = 0; i < 6; ++i) submit(std::to_string(i));
  EXPECT_EQ(submit("x")->reason(), Reason::queue_full);
  succeed("0");
  EXPECT_FALSE(submit("y")->ended());
}

TEST_F(DispatcherTest, AWorkersFaultIsTriedElsewhereAtOnce) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  dispatcher_.enrol(some_worker("h:2", 1), {});
  const auto job = submit("t");
  const std::string first = transport_.of("t").address;
  fail_with("t", Reason::transport);
  ASSERT_EQ(started(), 2U);
  EXPECT_NE(transport_.of("t").address, first);
  succeed("t");
  ASSERT_TRUE(job->succeeded());
  EXPECT_EQ(job->last->value().attempts, 2U);
}

TEST_F(DispatcherTest, RetriesFollowTheScheduleThenGiveUp) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto job = submit("t");
  fail_with("t", Reason::worker_lost);
  EXPECT_EQ(started(), 2U) << "at once";
  std::size_t attempts = 2;
  for (const int delay : {100, 200, 400}) {
    fail_with("t", Reason::worker_lost);
    pass(milliseconds(delay) - Duration(1));
    EXPECT_EQ(started(), attempts);
    pass(Duration(1));
    EXPECT_EQ(started(), ++attempts);
  }
  fail_with("t", Reason::worker_lost);
  EXPECT_EQ(job->reason(), Reason::retries_exhausted);
  EXPECT_EQ(job->last->error().message, "5 attempts failed, the last one: worker-lost (said so)");
  EXPECT_EQ(dispatcher_.workers()[0].failed_tasks, 5U);
  EXPECT_EQ(dispatcher_.waiting(), 0U);
}

TEST_F(DispatcherTest, AVerdictAndARefusalAreNotTriedAgain) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  dispatcher_.enrol(some_worker("h:2", 1), {});
  const auto refused = submit("r");
  fail_with("r", Reason::rejected);
  EXPECT_EQ(refused->reason(), Reason::rejected);
  const auto bad_source = submit("v");
  model::CompileResult verdict;
  verdict.exit_code = 1;
  dispatcher_.attempt_ended(transport_.of("v").id, verdict);
  EXPECT_EQ(bad_source->last->value().exit_code, 1);
  EXPECT_EQ(started(), 2U);
}

TEST_F(DispatcherTest, AWorkerThatIsFullOrLacksTheCompilerIsNotBlamed) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  dispatcher_.enrol(some_worker("h:2", 1), {});
  const auto job = submit("t");
  fail_with("t", Reason::queue_full);
  fail_with("t", Reason::no_matching_toolchain);
  pass(milliseconds(100));
  succeed("t");
  EXPECT_TRUE(job->succeeded());
  for (const auto& worker : dispatcher_.workers()) EXPECT_EQ(worker.failed_tasks, 0U);
}

TEST_F(DispatcherTest, ALostWorkersTasksAreTriedElsewhere) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto job = submit("t");
  const auto attempt = transport_.all.back();
  pass(seconds(20));
  const auto other = dispatcher_.enrol(some_worker("h:2", 1), {});
  pass(seconds(10));
  EXPECT_TRUE(attempt->cancelled);
  EXPECT_EQ(transport_.of("t").address, "h:2");
  dispatcher_.attempt_ended(attempt->id, model::CompileResult{});  // too late: dropped
  EXPECT_FALSE(job->ended());
  succeed("t");
  EXPECT_EQ(job->last->value().worker, other);
}

TEST_F(DispatcherTest, WhenTheLastWorkerIsLostWaitingTasksFail) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto running = submit("1");
  const auto waiting = submit("2");
  pass(seconds(30));
  EXPECT_EQ(running->reason(), Reason::no_workers);
  EXPECT_EQ(waiting->reason(), Reason::no_workers);
}

// A worker lost long ago is forgotten later than a new one may be lost.
TEST_F(DispatcherTest, ANewWorkerIsLostInTimeAlthoughAnOldOneIsForgottenLater) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  pass(seconds(31));
  dispatcher_.enrol(some_worker("h:2", 1), {});
  const auto job = submit("t");
  pass(seconds(30));
  EXPECT_EQ(job->reason(), Reason::no_workers);
}

TEST_F(DispatcherTest, AWorkerStartedAnewLosesWhatItHad) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto job = submit("t");
  const auto attempt = transport_.all.back();
  const auto anew = dispatcher_.enrol(some_worker("h:1", 1), {});
  EXPECT_TRUE(attempt->cancelled);
  EXPECT_EQ(transport_.of("t").worker, anew);
  succeed("t");
  EXPECT_TRUE(job->succeeded());
}

TEST_F(DispatcherTest, AReconnectingWorkerKeepsItsTasks) {
  const auto id = dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto job = submit("t");
  EXPECT_EQ(dispatcher_.enrol(some_worker("h:1", 1), id), id);
  EXPECT_EQ(started(), 1U);
  succeed("t");
  EXPECT_TRUE(job->succeeded());
}

TEST_F(DispatcherTest, ADrainingWorkerFinishesWhatItHasAndGetsNothingNew) {
  const auto id = dispatcher_.enrol(some_worker("h:1", 2), {});
  const auto job = submit("t");
  ASSERT_TRUE(dispatcher_.heartbeat(id, {1, 0, true}).has_value());
  EXPECT_EQ(submit("u")->reason(), Reason::no_workers);
  succeed("t");
  EXPECT_TRUE(job->succeeded());
}

TEST_F(DispatcherTest, DrainingTheOnlyWorkerFailsWhatWaitsForIt) {
  const auto id = dispatcher_.enrol(some_worker("h:1", 1), {});
  submit("1");
  const auto waiting = submit("2");
  ASSERT_TRUE(dispatcher_.heartbeat(id, {1, 0, true}).has_value());
  EXPECT_EQ(waiting->reason(), Reason::no_workers);
}

TEST_F(DispatcherTest, ANewWorkerTakesWhatWaits) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  submit("1");
  submit("2");
  dispatcher_.enrol(some_worker("h:2", 1), {});
  EXPECT_EQ(transport_.of("2").address, "h:2");
}

TEST_F(DispatcherTest, CancelTakesAWaitingTaskOutOfTheQueue) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  submit("1");
  const auto job = submit("2");
  dispatcher_.cancel(numbers_["2"]);
  EXPECT_TRUE(job->ended());
  EXPECT_EQ(dispatcher_.waiting(), 0U);
  succeed("1");
  EXPECT_EQ(started(), 1U);
}

TEST_F(DispatcherTest, CancelReachesTheWorkerAndKeepsTheSlotUntilItIsFree) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto job = submit("1");
  submit("2");
  dispatcher_.cancel(numbers_["1"]);
  EXPECT_TRUE(job->ended());
  EXPECT_TRUE(transport_.of("1").cancelled);
  EXPECT_EQ(started(), 1U) << "the worker is still cleaning up";
  fail_with("1", Reason::transport);
  EXPECT_EQ(started(), 2U);
  EXPECT_EQ(dispatcher_.workers()[0].failed_tasks, 0U);
}

TEST_F(DispatcherTest, CancelBetweenTwoAttempts) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto job = submit("t");
  fail_with("t", Reason::transport);
  fail_with("t", Reason::transport);
  EXPECT_EQ(dispatcher_.waiting(), 1U);
  dispatcher_.cancel(numbers_["t"]);
  dispatcher_.cancel(numbers_["t"]);
  EXPECT_TRUE(job->ended());
  pass(seconds(1));
  EXPECT_EQ(started(), 2U);
}

TEST_F(DispatcherTest, AnUnknownWorkersHeartbeatSaysRegisterAgain) {
  EXPECT_EQ(dispatcher_.heartbeat(model::WorkerId("x"), {}).error().code(), Code::not_found);
}

TEST_F(DispatcherTest, CloseEndsEverything) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto running = submit("1");
  const auto waiting = submit("2");
  dispatcher_.close({Reason::transport, "the coordinator is shutting down"});
  EXPECT_TRUE(running->ended());
  EXPECT_TRUE(waiting->ended());
  EXPECT_TRUE(transport_.of("1").cancelled);
  EXPECT_TRUE(submit("3")->ended());
}

}  // namespace
}  // namespace hg::coordinator
