#include "hg/client/agent/agent.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "hg/client/agent/fake_coordinator.h"
#include "hg/client/ipc/channel.h"
#include "hg/client/ipc/connect.h"
#include "hg/codec/fields.h"
#include "hg/os/file.h"
#include "hg/os/socket.h"

namespace hg::client::agent {
namespace {

using namespace std::chrono_literals;
using ipc::Frame;
using ipc::FrameType;
using ipc::Intent;
using model::Reason;

// A client on the loop's own thread: sends frames, collects what comes back.
class TestClient {
 public:
  TestClient(EventLoop& loop, os::UniqueFd socket)
      : loop_(loop),
        stream_(loop, std::move(socket),
                {.frame = [this](Frame frame) { frames_.push_back(std::move(frame)); },
                 .end = [this] { ended_ = true; }}) {}

  void send(FrameType type, std::string body = {}) { stream_.send(type, std::move(body)); }
  void close() { stream_.close(); }

  // The next frame, heartbeats aside.
  Frame next() {
    EXPECT_TRUE(run_until(loop_, [this] {
      while (!frames_.empty() && frames_.front().type == FrameType::heartbeat) frames_.pop_front();
      return !frames_.empty();
    }));
    if (frames_.empty()) return {};
    return CoordinatorScript::take(frames_);
  }
  FrameType next_type() { return next().type; }
  bool ends() {
    return run_until(loop_, [this] { return ended_; });
  }
  bool hears_heartbeat() {
    return run_until(loop_,
                     [this] { return !frames_.empty() && frames_.front().type == FrameType::heartbeat; });
  }
  [[nodiscard]] bool heard_nothing() const { return frames_.empty(); }

 private:
  EventLoop& loop_;
  std::deque<Frame> frames_;
  bool ended_ = false;
  Stream stream_;
};

class AgentTest : public ::testing::Test {
 protected:
  AgentTest() {
    options_.socket_path = directory_.path() + "/agent.sock";
    options_.compile_slots = 1;
    options_.preprocess_slots = 2;
    options_.beat = 5ms;
    options_.memory = [this] { return memory_; };
    options_.link.first_wait = 20ms;
  }

  void start() {
    const auto open = [this](const std::string&,
                             const model::Access&) -> Answer<std::unique_ptr<Coordinator>> {
      return std::make_unique<FakeCoordinator>(script_);
    };
    agent_ = std::make_unique<Agent>(*loop_, *os::listen_unix(options_.socket_path), options_, open,
                                     [this] { left_ = true; });
  }

  std::unique_ptr<TestClient> connect() {
    if (!agent_) start();
    return std::make_unique<TestClient>(*loop_, *ipc::connect_running_agent(directory_.path()));
  }
  std::unique_ptr<TestClient> greet(ipc::Hello hello) {
    auto client = connect();
    client->send(FrameType::hello, encode(hello));
    return client;
  }
  static ipc::Hello grid_hello() {
    return {.intent = Intent::grid, .coordinator = "h:1", .build = "b1", .label = "a.c"};
  }

  // A client that has sent its task; the script has the call.
  std::unique_ptr<TestClient> submit() {
    auto client = greet(grid_hello());
    EXPECT_EQ(client->next_type(), FrameType::proceed);
    model::CompileTask task;
    task.label = "a.c";
    client->send(FrameType::submit, ipc::encode_task(task));
    client->send(FrameType::payload, "zstd bytes");
    const std::size_t before = script_.compiles.size();
    EXPECT_TRUE(run_until(*loop_, [&] { return script_.compiles.size() > before; }));
    return client;
  }

  ipc::AgentStatus status() {
    auto client = greet({.intent = Intent::ask, .coordinator = "h:1"});
    client->send(FrameType::query, encode(ipc::Query{.question = ipc::Question::status}));
    return *ipc::decode_status(client->next().body);
  }
  ipc::BuildAnswer build(const std::string& id) {
    auto client = greet({.intent = Intent::ask});
    client->send(FrameType::query, encode(ipc::Query{.question = ipc::Question::build, .argument = id}));
    return *ipc::decode_build(client->next().body);
  }

  os::TempDir directory_ = *os::TempDir::make("/tmp", "hg-agent-");
  std::unique_ptr<EventLoop> loop_ = *EventLoop::make(system_clock());
  CoordinatorScript script_;
  os::MemoryState memory_;
  AgentOptions options_;
  bool left_ = false;
  std::unique_ptr<Agent> agent_;
};

TEST_F(AgentTest, PassesATaskOnAndItsResultBack) {
  auto client = submit();
  auto call = CoordinatorScript::take(script_.compiles);
  EXPECT_EQ(call.task.label, "a.c");
  EXPECT_EQ(std::get<model::PreprocessedSource>(call.task.source).zstd, "zstd bytes");
  model::CompileResult result;
  result.worker_address = "w:2";
  result.outputs.push_back({.kind = model::OutputKind::object, .zstd = "object bytes", .size = 99});
  call.done(std::move(result));
  const auto read = ipc::decode_result(client->next().body);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->worker_address, "w:2");
  const Frame payload = client->next();
  EXPECT_EQ(payload.type, FrameType::payload);
  EXPECT_EQ(payload.body, "object bytes");
}

TEST_F(AgentTest, ABigResultArrivesWhole) {
  auto client = submit();
  const std::string big(std::size_t{20} << 20U, 'o');
  model::CompileResult result;
  result.outputs.push_back({.kind = model::OutputKind::object, .zstd = big, .size = 1});
  CoordinatorScript::take(script_.compiles).done(std::move(result));
  EXPECT_EQ(client->next_type(), FrameType::result);
  EXPECT_EQ(client->next().body, big);
}

TEST_F(AgentTest, AFailureCanBeFollowedByASlot) {
  auto client = submit();
  CoordinatorScript::take(script_.compiles).done(tl::unexpected(model::Failure{Reason::worker_lost, "w1"}));
  const auto failure = ipc::decode_failure(client->next().body);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, Reason::worker_lost);
  client->send(FrameType::want_slot);
  EXPECT_EQ(client->next_type(), FrameType::slot);
}

TEST_F(AgentTest, WithoutAGridACompileSlotIsGivenInTurn) {
  script_.greets = false;
  auto first = greet(grid_hello());
  const auto failure = ipc::decode_failure(first->next().body);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, Reason::coordinator_timeout);
  auto second = greet(grid_hello());
  EXPECT_TRUE(second->hears_heartbeat());
  first->close();
  EXPECT_EQ(second->next_type(), FrameType::go_local);
}

TEST_F(AgentTest, WhoMayNotFallBackIsToldWithoutASlot) {
  script_.greets = false;
  auto holder = greet({.intent = Intent::slot});
  EXPECT_EQ(holder->next_type(), FrameType::slot);
  auto hello = grid_hello();
  hello.may_fall_back = false;
  EXPECT_EQ(greet(hello)->next_type(), FrameType::failed);
}

TEST_F(AgentTest, WithoutACoordinatorItIsNotConfigured) {
  auto hello = grid_hello();
  hello.coordinator.clear();
  const auto failure = ipc::decode_failure(greet(hello)->next().body);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, Reason::not_configured);
}

TEST_F(AgentTest, PreprocessingSlotsAreFreeAgainAfterTheSubmission) {
  options_.preprocess_slots = 1;
  auto first = submit();
  auto second = greet(grid_hello());
  EXPECT_EQ(second->next_type(), FrameType::proceed);
  auto third = greet(grid_hello());
  EXPECT_TRUE(third->hears_heartbeat());
  second->send(FrameType::want_slot);  // its text cannot be sent after all
  EXPECT_EQ(second->next_type(), FrameType::slot);
  EXPECT_EQ(third->next_type(), FrameType::proceed);
}

TEST_F(AgentTest, PayloadsInFlightAreBounded) {
  options_.max_held_bytes = 5;
  auto first = submit();
  auto second = greet(grid_hello());
  EXPECT_TRUE(second->hears_heartbeat());
  CoordinatorScript::take(script_.compiles).done(model::CompileResult{});
  EXPECT_EQ(second->next_type(), FrameType::proceed);
}

TEST_F(AgentTest, AClientThatGoesCancelsItsCompile) {
  auto client = submit();
  client->close();
  EXPECT_TRUE(run_until(*loop_, [&] { return *script_.compiles[0].cancelled; }));
}

TEST_F(AgentTest, ClientsThatBreakTheProtocolAreCutOff) {
  const auto cut_off = [&](FrameType type, const std::string& body) {
    auto client = connect();
    client->send(type, body);
    return client->ends();
  };
  EXPECT_TRUE(cut_off(FrameType::hello, "nonsense"));
  EXPECT_TRUE(cut_off(FrameType::submit, ""));
  EXPECT_TRUE(cut_off(FrameType::payload, "x"));
  EXPECT_TRUE(cut_off(FrameType::outcome, encode(ipc::Outcome{})));
  EXPECT_TRUE(cut_off(FrameType::want_slot, ""));
  EXPECT_TRUE(cut_off(FrameType::query, encode(ipc::Query{})));
  EXPECT_TRUE(cut_off(FrameType::slot, ""));
  auto twice = greet({.intent = Intent::slot});
  EXPECT_EQ(twice->next_type(), FrameType::slot);
  twice->send(FrameType::want_slot);
  EXPECT_TRUE(twice->ends());
  EXPECT_EQ(status().compile_slots_used, 0U);
}

TEST_F(AgentTest, OutcomesAreCountedWhenTheConnectionCloses) {
  auto local = greet({.intent = Intent::slot, .build = "b1"});
  EXPECT_EQ(local->next_type(), FrameType::slot);
  local->send(FrameType::outcome, encode(ipc::Outcome{.label = "a.c", .reason = Reason::unsupported_flag}));
  EXPECT_EQ(build("b1").running_local, 1U);
  EXPECT_EQ(build("b1").local, 0U);
  local->close();
  ASSERT_TRUE(run_until(*loop_, [&] { return build("b1").local == 1; }));
  EXPECT_EQ(build("b1").running_local, 0U);

  auto report = greet({.intent = Intent::report, .build = "b1"});
  report->send(FrameType::outcome,
               encode(ipc::Outcome{.label = "b.c", .remote = true, .worker_address = "w:1"}));
  report->close();
  EXPECT_TRUE(run_until(*loop_, [&] { return build("b1").remote == 1; }));
}

TEST_F(AgentTest, SaysHowItIs) {
  auto running = submit();
  const auto answer = status();
  EXPECT_EQ(answer.compile_slots, 1U);
  EXPECT_EQ(answer.pid, static_cast<std::uint32_t>(::getpid()));
  ASSERT_EQ(answer.coordinators.size(), 1U);
  EXPECT_EQ(answer.coordinators[0].state, ipc::LinkState::up);
  EXPECT_EQ(answer.coordinators[0].in_flight, 1U);
  EXPECT_EQ(build("b1").running_remote, 1U);
}

TEST_F(AgentTest, ListsTheWorkers) {
  auto client = greet({.intent = Intent::ask, .coordinator = "h:1"});
  client->send(FrameType::query, encode(ipc::Query{.question = ipc::Question::workers}));
  ASSERT_TRUE(run_until(*loop_, [&] { return !script_.workers.empty(); }));
  CoordinatorScript::take(script_.workers)(ipc::WorkersAnswer{.queued_tasks = 4});
  EXPECT_EQ(ipc::decode_workers(client->next().body)->queued_tasks, 4U);
}

TEST_F(AgentTest, PassesOnThatAWorkerIsToBeDrained) {
  auto client = greet({.intent = Intent::ask, .coordinator = "h:1"});
  client->send(FrameType::query, encode(ipc::Query{.question = ipc::Question::drain, .argument = "w"}));
  EXPECT_EQ(ipc::decode_drain(client->next().body)->worker, "w-id");
  EXPECT_EQ(script_.drained, (std::vector<std::pair<std::string, bool>>{{"w", true}}));
}

TEST_F(AgentTest, SlotsShrinkWithTheMemoryThatIsLeft) {
  options_.compile_slots = 8;
  memory_ = {.total = 1000, .available = 900};
  EXPECT_EQ(status().compile_slots, 8U);
  memory_.available = 10;
  EXPECT_TRUE(run_until(*loop_, [&] { return status().compile_slots == 1; }));
  memory_.available = 900;
  EXPECT_TRUE(run_until(*loop_, [&] { return status().compile_slots == 8; }));
}

TEST_F(AgentTest, AnotherVersionIsRefusedAndTheAgentMakesRoom) {
  auto slot = greet({.intent = Intent::slot});
  EXPECT_EQ(slot->next_type(), FrameType::slot);
  codec::FieldWriter other;
  other.u32(0x48474147);
  other.u32(ipc::kProtocolVersion + 1);
  auto stranger = connect();
  stranger->send(FrameType::hello, other.bytes());
  EXPECT_EQ(stranger->next_type(), FrameType::refused);
  EXPECT_FALSE(os::exists(options_.socket_path));
  stranger->close();
  slot->close();
  EXPECT_TRUE(run_until(*loop_, [&] { return left_; }));
}

TEST_F(AgentTest, LeavesWhenIdle) {
  options_.idle = 20ms;
  start();
  EXPECT_TRUE(run_until(*loop_, [&] { return left_; }));
  EXPECT_FALSE(os::exists(options_.socket_path));
}

TEST_F(AgentTest, LeavesWhenItsSocketIsTakenAway) {
  start();
  ASSERT_TRUE(os::remove_tree(options_.socket_path));
  EXPECT_TRUE(run_until(*loop_, [&] { return left_; }));
}

TEST_F(AgentTest, ItsSocketIsForThisUserOnly) {
  start();
  struct stat info{};
  ASSERT_EQ(::stat(options_.socket_path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

class AgentReportsTest : public AgentTest {
 protected:
  AgentReportsTest() { options_.link.report_interval = 1ms; }
  // The next outcome that the coordinator is told.
  model::ClientOutcome told() {
    EXPECT_TRUE(run_until(*loop_, [this] { return !script_.outcomes.empty(); }));
    if (script_.outcomes.empty()) return {};
    const auto report = script_.outcomes.back();
    script_.outcomes.clear();
    EXPECT_EQ(report.size(), 1U);
    return report.at(0);
  }
  void local_compile(Reason reason) {
    auto client = greet(grid_hello());
    EXPECT_EQ(client->next_type(), FrameType::proceed);
    client->send(FrameType::outcome, encode(ipc::Outcome{.label = "a.c", .reason = reason}));
    client->close();
  }
};

TEST_F(AgentReportsTest, TheCoordinatorIsToldWhatWasCompiledHere) {
  local_compile(Reason::probe);
  const auto outcome = told();
  EXPECT_EQ(outcome.label, "a.c");
  EXPECT_EQ(outcome.build.value(), "b1");
  EXPECT_EQ(outcome.reason, Reason::probe);
  EXPECT_FALSE(outcome.cached);
}

TEST_F(AgentReportsTest, LinksAreNoCompiles) {
  local_compile(Reason::link);
  local_compile(Reason::probe);
  EXPECT_EQ(told().reason, Reason::probe);
}

TEST_F(AgentReportsTest, WhatTheCoordinatorHasSeenItselfIsNotCountedTwice) {
  auto client = submit();
  CoordinatorScript::take(script_.compiles).done(tl::unexpected(model::Failure{Reason::worker_lost, "gone"}));
  EXPECT_EQ(client->next_type(), FrameType::failed);
  client->send(FrameType::outcome, encode(ipc::Outcome{.label = "a.c", .reason = Reason::worker_lost}));
  client->close();
  local_compile(Reason::probe);
  EXPECT_EQ(told().reason, Reason::probe);
}

TEST_F(AgentReportsTest, AndWhatWasFoundInTheCache) {
  auto client = greet({.intent = Intent::ask, .coordinator = "h:1"});
  client->send(FrameType::query,
               encode(ipc::Query{.question = ipc::Question::hits, .argument = "b7", .names = {"a.c"}}));
  EXPECT_EQ(client->next_type(), FrameType::reply);
  const auto outcome = told();
  EXPECT_EQ(outcome.label, "a.c");
  EXPECT_EQ(outcome.build.value(), "b7");
  EXPECT_TRUE(outcome.cached);
}

}  // namespace
}  // namespace hg::client::agent
