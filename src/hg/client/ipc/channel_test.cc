#include "hg/client/ipc/channel.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <thread>

#include "hg/os/file.h"

namespace hg::client::ipc {
namespace {

using namespace std::chrono_literals;

struct Pair {
  os::UniqueFd client;
  os::UniqueFd agent;
};

Pair make_pair_of_sockets() {
  std::array<int, 2> fds{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()), 0);
  return {os::UniqueFd(fds[0]), os::UniqueFd(fds[1])};
}

TEST(Channel, SkipsHeartbeats) {
  auto sockets = make_pair_of_sockets();
  Channel channel(std::move(sockets.client));
  ASSERT_TRUE(
      os::write_all(sockets.agent.get(), encode(FrameType::heartbeat, "") + encode(FrameType::slot, "")));
  const auto frame = channel.receive();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->type, FrameType::slot);
}

TEST(Channel, ASilentAgentIsGivenUp) {
  auto sockets = make_pair_of_sockets();
  Channel channel(std::move(sockets.client), -1, 20ms);
  const auto frame = channel.receive();
  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().code(), Code::deadline_exceeded);
}

TEST(Channel, AnAgentThatTakesNothingIsGivenUp) {
  auto sockets = make_pair_of_sockets();
  Channel channel(std::move(sockets.client), -1, 20ms);
  const std::string big(std::size_t{16} << 20U, 'x');
  const auto status = channel.send({{FrameType::payload, big}});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), Code::deadline_exceeded);
}

TEST(Channel, TheEndOfTheAgentIsSeen) {
  auto sockets = make_pair_of_sockets();
  Channel channel(std::move(sockets.client));
  ASSERT_TRUE(os::write_all(sockets.agent.get(), "\x01"));
  sockets.agent.reset();
  EXPECT_EQ(channel.receive().error().code(), Code::unavailable);
  EXPECT_EQ(channel.send({{FrameType::want_slot, ""}}).error().code(), Code::unavailable);
}

TEST(Channel, ASignalEndsTheWait) {
  auto sockets = make_pair_of_sockets();
  const os::UniqueFd signal(::eventfd(1, EFD_CLOEXEC));
  Channel channel(std::move(sockets.client), signal.get());
  EXPECT_EQ(channel.receive().error().code(), Code::cancelled);
}

TEST(Channel, SendsManyPartsThroughASmallSocket) {
  auto sockets = make_pair_of_sockets();
  const std::string big(std::size_t{3} << 20U, 'y');
  Channel channel(std::move(sockets.client));
  std::thread sender([&] {
    EXPECT_TRUE(
        channel.send({{FrameType::submit, "task"}, {FrameType::payload, big}, {FrameType::want_slot, ""}}));
  });
  Channel agent(std::move(sockets.agent));
  EXPECT_EQ(agent.receive()->body, "task");
  EXPECT_EQ(agent.receive()->body, big);
  EXPECT_EQ(agent.receive()->type, FrameType::want_slot);
  sender.join();
}

}  // namespace
}  // namespace hg::client::ipc
