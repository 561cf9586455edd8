#include "hg/coordinator/dispatcher.h"

#include <gtest/gtest.h>

#include "hg/coordinator/dispatcher_fixture.h"

namespace hg::coordinator {
namespace {

using model::Reason;
using std::chrono::milliseconds;
using std::chrono::seconds;

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
  fail_with("t", Reason::transport);
  EXPECT_EQ(started(), 2U) << "at once";
  std::size_t attempts = 2;
  for (const int delay : {100, 200, 400}) {
    fail_with("t", Reason::transport);
    pass(milliseconds(delay) - Duration(1));
    EXPECT_EQ(started(), attempts);
    pass(Duration(1));
    EXPECT_EQ(started(), ++attempts);
  }
  fail_with("t", Reason::transport);
  EXPECT_EQ(job->reason(), Reason::retries_exhausted);
  EXPECT_EQ(job->last->error().message, "5 attempts failed, the last one: transport (said so)");
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

TEST_F(DispatcherTest, AWorkerThatVanishedIsAskedOnceAndGetsNothingMeanwhile) {
  const auto id = dispatcher_.enrol(some_worker("h:1", 2), {});
  submit("1");
  const auto two = submit("2");
  fail_with("1", Reason::worker_lost);
  fail_with("2", Reason::worker_lost);
  EXPECT_EQ(transport_.asked, std::vector{id});
  EXPECT_EQ(started(), 2U);
  dispatcher_.answered(id, true);
  EXPECT_EQ(started(), 4U) << "it was but a broken connection";
  succeed("2");
  EXPECT_TRUE(two->succeeded());
}

TEST_F(DispatcherTest, AWorkerThatDoesNotAnswerIsAskedEverySecondUntilItDoes) {
  const auto id = dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto job = submit("1");
  fail_with("1", Reason::worker_lost);
  dispatcher_.answered(id, false);
  EXPECT_EQ(job->reason(), Reason::no_workers) << "nobody waits for it";
  EXPECT_EQ(submit("2")->reason(), Reason::no_workers);
  pass(seconds(1));
  EXPECT_EQ(transport_.asked.size(), 2U);
  dispatcher_.answered(id, false);
  pass(seconds(1));
  EXPECT_EQ(transport_.asked.size(), 3U);
  dispatcher_.answered(id, true);
  EXPECT_FALSE(submit("3")->ended());
}

TEST_F(DispatcherTest, AKilledCompilerIsTriedOnOneOtherWorkerOnly) {
  for (const char* address : {"h:1", "h:2", "h:3"}) dispatcher_.enrol(some_worker(address, 1), {});
  const auto job = submit("t");
  fail_with("t", Reason::compiler_killed);
  fail_with("t", Reason::compiler_killed);
  EXPECT_EQ(job->reason(), Reason::compiler_killed);
  EXPECT_EQ(started(), 2U);
  for (const auto& worker : dispatcher_.workers()) EXPECT_EQ(worker.failed_tasks, 0U) << "it was the source";
}

TEST_F(DispatcherTest, AWorkerIsBlamedForAKillOnceAnotherHasCompiledTheSame) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  dispatcher_.enrol(some_worker("h:2", 1), {});
  const auto job = submit("t");
  const auto bad = transport_.of("t").worker;
  fail_with("t", Reason::compiler_killed);
  succeed("t");
  EXPECT_TRUE(job->succeeded());
  for (const auto& worker : dispatcher_.workers()) EXPECT_EQ(worker.failed_tasks, worker.id == bad ? 1U : 0U);
}

TEST_F(DispatcherTest, ATaskThatDiedOfMemoryGoesWhereThereIsMore) {
  auto small = some_worker("h:1", 4);
  small.memory_bytes = 1U << 30U;
  dispatcher_.enrol(small, {});
  const auto job = submit("t");
  auto other = some_worker("h:2", 4);
  other.memory_bytes = 1U << 30U;
  dispatcher_.enrol(other, {});
  dispatcher_.enrol(some_worker("h:3", 1), {});
  const auto filler = submit("f");
  while (transport_.of("f").address != "h:3") {
    fail_with("f", Reason::queue_full);
    pass(milliseconds(400));
    ASSERT_FALSE(filler->ended());
  }
  fail_with("t", Reason::worker_out_of_memory);
  EXPECT_EQ(transport_.of("t").address, "h:1") << "it waits for the large one";
  EXPECT_EQ(dispatcher_.waiting(), 1U);
  succeed("f");
  EXPECT_EQ(transport_.of("t").address, "h:3");
  succeed("t");
  EXPECT_TRUE(job->succeeded());
}

TEST_F(DispatcherTest, WithoutMoreMemoryAnywhereItIsTheClientsTurn) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  dispatcher_.enrol(some_worker("h:2", 1), {});
  const auto job = submit("t");
  fail_with("t", Reason::worker_out_of_memory);
  EXPECT_EQ(job->reason(), Reason::worker_out_of_memory);
}

TEST_F(DispatcherTest, WhenTheLargeWorkerGoesATaskDoesNotWaitForIt) {
  auto small = some_worker("h:1", 1);
  small.memory_bytes = 1U << 30U;
  dispatcher_.enrol(small, {});
  const auto job = submit("t");
  const auto large = dispatcher_.enrol(some_worker("h:2", 1), {});
  submit("f");
  fail_with("t", Reason::worker_out_of_memory);
  EXPECT_FALSE(job->ended());
  ASSERT_TRUE(dispatcher_.heartbeat(large, {1, 0, true}).has_value());
  EXPECT_EQ(job->reason(), Reason::worker_out_of_memory);
}

TEST_F(DispatcherTest, ADrainedWorkerFinishesWhatItHas) {
  dispatcher_.enrol(some_worker("h:1", 2), {});
  const auto job = submit("1");
  ASSERT_TRUE(dispatcher_.drain("w", true).has_value());
  EXPECT_EQ(submit("2")->reason(), Reason::no_workers);
  succeed("1");
  EXPECT_TRUE(job->succeeded());
  ASSERT_TRUE(dispatcher_.drain("w", false).has_value());
  EXPECT_FALSE(submit("3")->ended());
}

TEST_F(DispatcherTest, WhatClientsReportOpensTheCircuit) {
  const auto id = dispatcher_.enrol(some_worker("h:1", 1), {});
  for (int i = 0; i < 20; ++i) dispatcher_.reported("h:1", Reason::unsupported_flag);
  EXPECT_EQ(dispatcher_.workers()[0].circuit, resilience::CircuitState::closed);
  for (int i = 0; i < 5; ++i) dispatcher_.reported(id.value(), Reason::bad_result);
  EXPECT_EQ(dispatcher_.workers()[0].circuit, resilience::CircuitState::open);
  dispatcher_.reported("nobody", Reason::bad_result);
}

TEST_F(DispatcherTest, AnAddressThatIsForgottenIsToldToTheTransport) {
  dispatcher_.enrol(some_worker("h:1", 1), {});
  pass(seconds(30));
  EXPECT_TRUE(transport_.forgotten.empty());
  pass(std::chrono::minutes(10));
  EXPECT_EQ(transport_.forgotten, std::vector<std::string>{"h:1"});
}

// SIGSTOP of the coordinator: the heartbeats of that time are still in its sockets when it goes on.
TEST_F(DispatcherTest, WhoWasStoppedHimselfHearsTheHeartbeatsFirst) {
  const auto id = dispatcher_.enrol(some_worker("h:1", 1), {});
  const auto job = submit("1");
  clock_.advance(seconds(60));
  dispatcher_.wake();
  EXPECT_EQ(dispatcher_.workers()[0].state, model::WorkerState::online);
  ASSERT_TRUE(dispatcher_.heartbeat(id, {}).has_value());
  pass(seconds(10));
  EXPECT_FALSE(job->ended());
  pass(seconds(30));
  EXPECT_TRUE(job->ended());
}

}  // namespace
}  // namespace hg::coordinator
