#include "hg/client/real_agent.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <thread>

#include "hg/client/lock_slots.h"
#include "hg/os/file.h"
#include "hg/os/file_lock.h"
#include "hg/os/socket.h"

namespace hg::client {
namespace {

using namespace std::chrono_literals;
using ipc::Channel;
using ipc::FrameType;
using model::Failure;
using model::Reason;

// The other end is played by a function on a thread of its own, once for each connection.
class RealAgentTest : public ::testing::Test {
 protected:
  ~RealAgentTest() override {
    if (thread_.joinable()) thread_.join();
  }

  void play(std::function<void(Channel&)> part, int connections = 1) {
    auto listener = *os::listen_unix(directory_.path() + "/agent.sock");
    ::fcntl(listener.get(), F_SETFL, 0);
    thread_ = std::thread([part = std::move(part), connections, listener = std::move(listener)] {
      for (int i = 0; i < connections; ++i) {
        Channel channel(os::UniqueFd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)));
        part(channel);
      }
    });
  }
  static void say(Channel& channel, FrameType type, std::string_view body = {}) {
    EXPECT_TRUE(channel.send({{type, body}}));
  }

  RealAgent agent(std::chrono::milliseconds silence = 5s) {
    return RealAgent(directory_.path(), [] { return std::string(); }, [] { return 2U; }, silence);
  }
  static ipc::Hello hello(bool may_fall_back = true) {
    return {.intent = ipc::Intent::grid,
            .may_fall_back = may_fall_back,
            .coordinator = "h:1",
            .build = "b",
            .label = "a.c"};
  }
  static model::CompileTask task() {
    model::CompileTask task;
    task.source = model::PreprocessedSource{.zstd = "text", .size = 1};
    return task;
  }

  os::TempDir directory_ = *os::TempDir::make("/tmp", "hg-client-");
  std::thread thread_;
};

TEST_F(RealAgentTest, CompilesOnTheGrid) {
  play([](Channel& channel) {
    EXPECT_EQ(ipc::decode_hello(channel.receive()->body)->label, "a.c");
    say(channel, FrameType::heartbeat);
    say(channel, FrameType::proceed);
    EXPECT_EQ(channel.receive()->type, FrameType::submit);
    EXPECT_EQ(channel.receive()->body, "text");
    model::CompileResult result;
    result.outputs.resize(2);
    say(channel, FrameType::result, ipc::encode_result(result));
    say(channel, FrameType::payload, "one");
    say(channel, FrameType::payload, "two");
    EXPECT_EQ(ipc::decode_outcome(channel.receive()->body)->label, "done");
  });
  auto client = agent();
  ASSERT_TRUE(client.open(hello()).grid);
  const auto outcome = client.compile(task(), -1);
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->outputs.size(), 2U);
  EXPECT_EQ(outcome->outputs[1].zstd, "two");
  client.report({.label = "done"});
  EXPECT_EQ(client.slot_fd(), -1);
}

TEST_F(RealAgentTest, ADownGridComesWithASlot) {
  play([](Channel& channel) {
    EXPECT_TRUE(channel.receive());
    say(channel, FrameType::go_local, ipc::encode(Failure{Reason::coordinator_refused, "m"}));
    EXPECT_FALSE(channel.receive());
  });
  auto client = agent();
  const auto admission = client.open(hello());
  EXPECT_FALSE(admission.grid);
  EXPECT_EQ(admission.failure.reason, Reason::coordinator_refused);
  client.take_slot();
  EXPECT_GE(client.slot_fd(), 0);
}

TEST_F(RealAgentTest, AfterAFailureItAsksForASlot) {
  play([](Channel& channel) {
    EXPECT_TRUE(channel.receive());
    say(channel, FrameType::proceed);
    EXPECT_TRUE(channel.receive() && channel.receive());
    say(channel, FrameType::failed, ipc::encode(Failure{Reason::worker_lost, "m"}));
    EXPECT_EQ(channel.receive()->type, FrameType::want_slot);
    say(channel, FrameType::slot);
    EXPECT_FALSE(channel.receive());
  });
  auto client = agent();
  ASSERT_TRUE(client.open(hello()).grid);
  EXPECT_EQ(client.compile(task(), -1).error().reason, Reason::worker_lost);
  client.take_slot();
  EXPECT_GE(client.slot_fd(), 0);
}

TEST_F(RealAgentTest, AnAgentThatDiesIsReplacedByLockFiles) {
  play([](Channel& channel) {
    EXPECT_TRUE(channel.receive());
    say(channel, FrameType::proceed);
    EXPECT_TRUE(channel.receive());
  });
  auto client = agent();
  ASSERT_TRUE(client.open(hello()).grid);
  EXPECT_EQ(client.compile(task(), -1).error().reason, Reason::agent_unreachable);
  client.take_slot();
  EXPECT_GE(client.slot_fd(), 0);
  EXPECT_TRUE(os::exists(directory_.path() + "/slots"));
}

// SIGSTOP of the agent cost each compile of a build 5 s.
TEST_F(RealAgentTest, ASilentAgentIsWaitedForByOneCompileAndNotByEach) {
  const auto listener = os::listen_unix(directory_.path() + "/agent.sock");  // and nobody there
  auto first = agent(20ms);
  EXPECT_FALSE(first.open(hello()).grid);
  auto second = agent(20ms);
  EXPECT_EQ(second.open(hello()).failure.reason, Reason::agent_unreachable);
  EXPECT_GE(second.slot_fd(), 0) << "in a slot of lock files";
  EXPECT_TRUE(os::UniqueFd(::accept(listener->get(), nullptr, nullptr)));
  EXPECT_FALSE(os::UniqueFd(::accept(listener->get(), nullptr, nullptr))) << "the second did not even try";
}

TEST_F(RealAgentTest, AnAgentThatWasSilentIsTriedAgainLaterAndTrustedWhenItAnswers) {
  ipc::mark_agent_silent(directory_.path());
  const std::string stamp = directory_.path() + "/agent-silent";
  const timespec long_ago[] = {{1, 0}, {1, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, stamp.c_str(), long_ago, 0), 0);
  play([](Channel& channel) {
    (void)channel.receive();
    say(channel, FrameType::proceed);
    (void)channel.receive();
  });
  auto client = agent();
  EXPECT_TRUE(client.open(hello()).grid);
  EXPECT_FALSE(os::exists(stamp));
}

TEST_F(RealAgentTest, ASilentAgentIsReplacedByLockFiles) {
  const auto listener = os::listen_unix(directory_.path() + "/agent.sock");
  auto client = agent(20ms);
  const auto admission = client.open(hello());
  EXPECT_FALSE(admission.grid);
  EXPECT_EQ(admission.failure.reason, Reason::agent_unreachable);
  EXPECT_GE(client.slot_fd(), 0);
}

TEST_F(RealAgentTest, NonsenseIsNoAgent) {
  play([](Channel& channel) {
    EXPECT_TRUE(channel.receive());
    say(channel, FrameType::submit, "nonsense");
  });
  EXPECT_EQ(agent().open(hello()).failure.reason, Reason::agent_unreachable);
}

TEST_F(RealAgentTest, ATornResultIsNoResult) {
  play([](Channel& channel) {
    EXPECT_TRUE(channel.receive());
    say(channel, FrameType::proceed);
    EXPECT_TRUE(channel.receive() && channel.receive());
    model::CompileResult result;
    result.outputs.resize(1);
    say(channel, FrameType::result, ipc::encode_result(result));
  });
  auto client = agent();
  ASSERT_TRUE(client.open(hello()).grid);
  EXPECT_FALSE(client.compile(task(), -1));
}

TEST_F(RealAgentTest, AnAgentOfAnotherVersionIsTriedOnceMore) {
  play(
      [refuse = true](Channel& channel) mutable {
        EXPECT_TRUE(channel.receive());
        say(channel, std::exchange(refuse, false) ? FrameType::refused : FrameType::proceed);
      },
      2);
  EXPECT_TRUE(agent().open(hello()).grid);
}

// Bug: an agent that was killed was not replaced for 3 seconds, in which a whole build compiled here.
TEST_F(RealAgentTest, AnAgentThatWasKilledIsReplacedAtOnce) {
  play(
      [killed = true](Channel& channel) mutable {
        EXPECT_TRUE(channel.receive());
        if (!std::exchange(killed, false)) say(channel, FrameType::proceed);
      },
      2);
  EXPECT_TRUE(agent().open(hello()).grid);
  EXPECT_FALSE(os::exists(directory_.path() + "/agent-failed"));
}

TEST_F(RealAgentTest, AgentsThatDieOneAfterTheOtherAreGivenUpForAWhile) {
  play([](Channel& channel) { EXPECT_TRUE(channel.receive()); }, 2);
  EXPECT_EQ(agent().open(hello()).failure.reason, Reason::agent_unreachable);
  EXPECT_TRUE(os::exists(directory_.path() + "/agent-failed"));
}

TEST_F(RealAgentTest, WhoMayNotFallBackTakesNoSlot) {
  auto client = agent();
  EXPECT_EQ(client.open(hello(false)).failure.reason, Reason::agent_unreachable);
  EXPECT_EQ(client.slot_fd(), -1);
}

TEST_F(RealAgentTest, ASignalEndsTheWait) {
  play([](Channel& channel) {
    EXPECT_TRUE(channel.receive());
    say(channel, FrameType::proceed);
    EXPECT_TRUE(channel.receive() && channel.receive());
    EXPECT_FALSE(channel.receive()) << "the connection must close, which cancels the compile";
  });
  const os::UniqueFd signal(::eventfd(0, EFD_CLOEXEC));
  auto client = agent();
  ASSERT_TRUE(client.open(hello()).grid);
  ASSERT_EQ(::eventfd_write(signal.get(), 1), 0);
  EXPECT_FALSE(client.compile(task(), signal.get()));
}

TEST_F(RealAgentTest, ReportsWithoutAnAgentAreDropped) {
  auto client = agent();
  client.introduce(hello());
  client.report({.label = "x"});
}

TEST(LockSlots, AreAsManyAsAskedFor) {
  const auto directory = *os::TempDir::make("/tmp", "hg-slots-");
  auto first = take_lock_slot(directory.path(), 2);
  auto second = take_lock_slot(directory.path(), 2);
  ASSERT_TRUE(first && second);
  for (const char* name : {"/slots/0", "/slots/1"}) {
    EXPECT_FALSE(*os::FileLock::try_acquire(directory.path() + name)) << name;
  }
  std::thread waiting([&] { EXPECT_TRUE(take_lock_slot(directory.path(), 2)); });
  first->reset();
  // The one who waits may wait for the other slot's file; both come free.
  second->reset();
  waiting.join();
}

}  // namespace
}  // namespace hg::client
