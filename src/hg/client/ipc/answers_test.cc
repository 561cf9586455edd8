#include "hg/client/ipc/answers.h"

#include <gtest/gtest.h>

namespace hg::client::ipc {
namespace {

TEST(Answers, StatusSurvives) {
  const AgentStatus status{.version = "0.1",
                           .pid = 7,
                           .uptime_ms = 9,
                           .compile_slots = 2,
                           .compile_slots_used = 1,
                           .preprocess_slots = 3,
                           .preprocess_slots_used = 2,
                           .waiting = 4,
                           .finished = 5,
                           .coordinators = {{.address = "h:9000",
                                             .state = LinkState::down,
                                             .reason = model::Reason::coordinator_refused,
                                             .message = "no",
                                             .version = "1",
                                             .in_flight = 6}}};
  const auto read = decode_status(encode(status));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->version, "0.1");
  EXPECT_EQ(read->pid, 7U);
  EXPECT_EQ(read->waiting, 4U);
  EXPECT_EQ(read->finished, 5U);
  ASSERT_EQ(read->coordinators.size(), 1U);
  EXPECT_EQ(read->coordinators[0].state, LinkState::down);
  EXPECT_EQ(read->coordinators[0].reason, model::Reason::coordinator_refused);
  EXPECT_EQ(read->coordinators[0].in_flight, 6U);
  EXPECT_FALSE(decode_status(encode(status).substr(1)));
}

TEST(Answers, WorkersSurvive) {
  WorkersAnswer answer;
  answer.queued_tasks = 3;
  model::WorkerStatus worker;
  worker.id = model::WorkerId("w");
  worker.capability.address = "h:1";
  worker.capability.slots = 8;
  worker.capability.toolchains.push_back(
      {.id = model::ToolchainId("t"), .version = "12", .target = "x", .name = "g++"});
  worker.state = model::WorkerState::draining;
  worker.latency_ms = 0.25;
  answer.workers.push_back(worker);
  const auto read = decode_workers(encode(answer));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->workers.size(), 1U);
  EXPECT_EQ(read->queued_tasks, 3U);
  EXPECT_EQ(read->workers[0].id, worker.id);
  EXPECT_EQ(read->workers[0].capability.slots, 8U);
  EXPECT_EQ(read->workers[0].capability.toolchains, worker.capability.toolchains);
  EXPECT_EQ(read->workers[0].state, model::WorkerState::draining);
  EXPECT_EQ(read->workers[0].latency_ms, 0.25);
}

TEST(Answers, DrainSurvives) {
  const auto back =
      decode_drain(encode(DrainAnswer{.reason = model::Reason::transport, .message = "no", .worker = "w"}));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->reason, model::Reason::transport);
  EXPECT_EQ(back->message, "no");
  EXPECT_EQ(back->worker, "w");
  EXPECT_FALSE(decode_drain("x").has_value());
}

TEST(Answers, BuildSurvives) {
  BuildAnswer answer;
  answer.known = true;
  answer.remote = 10;
  answer.local = 2;
  answer.reasons = {{model::Reason::probe, 2}};
  answer.workers = {{"h:1", 6}, {"h:2", 4}};
  answer.recent.push_back({.label = "a.c", .remote = true});
  const auto read = decode_build(encode(answer));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->known);
  EXPECT_EQ(read->remote, 10U);
  EXPECT_EQ(read->reasons, answer.reasons);
  EXPECT_EQ(read->workers, answer.workers);
  ASSERT_EQ(read->recent.size(), 1U);
  EXPECT_EQ(read->recent[0].label, "a.c");
}

}  // namespace
}  // namespace hg::client::ipc
