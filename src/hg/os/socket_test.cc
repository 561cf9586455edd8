#include "hg/os/socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "hg/base/guarded.h"
#include "hg/os/file.h"
#include "hg/testing/temp_directory.h"

namespace hg::os {
namespace {

class Socket : public testing::TempDirectoryTest {
 protected:
  std::string path_ = in("s");
};

TEST_F(Socket, CarriesBytesAndTellsTheUser) {
  const UniqueFd server = listen_unix(path_).value();
  UniqueFd client = connect_unix(path_).value();
  const UniqueFd accepted(accept4(server.get(), nullptr, nullptr, SOCK_CLOEXEC));
  ASSERT_TRUE(accepted);
  EXPECT_EQ(peer_uid(accepted.get()).value(), geteuid());
  ASSERT_TRUE(write_all(client.get(), "hello"));
  client.reset();
  EXPECT_EQ(read_fd(accepted.get(), 100).value(), "hello");
}

TEST_F(Socket, FlagsAreAsPromised) {
  const UniqueFd server = listen_unix(path_).value();
  const UniqueFd client = connect_unix(path_).value();
  EXPECT_NE(fcntl(server.get(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_EQ(fcntl(client.get(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(server.get(), F_GETFD) & FD_CLOEXEC, 0);
  EXPECT_NE(fcntl(client.get(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(Socket, ALiveServerKeepsItsPlace) {
  const UniqueFd server = listen_unix(path_).value();
  EXPECT_EQ(listen_unix(path_).error().code(), Code::already_exists);
  EXPECT_TRUE(connect_unix(path_));
}

TEST_F(Socket, ADeadServerIsReplaced) {
  listen_unix(path_).value().reset();
  EXPECT_TRUE(exists(path_));
  EXPECT_EQ(connect_unix(path_).error().code(), Code::unavailable);
  const auto server = listen_unix(path_);
  ASSERT_TRUE(server);
  EXPECT_TRUE(connect_unix(path_));
}

TEST_F(Socket, WhatIsNoSocketIsNotRemoved) {
  ASSERT_TRUE(write_file_atomic(path_, "precious"));
  EXPECT_EQ(listen_unix(path_).error().code(), Code::already_exists);
  EXPECT_EQ(read_file(path_, 100).value(), "precious");
}

TEST_F(Socket, OfManyServersThatStartTogetherOneWins) {
  for (int round = 0; round < 20; ++round) {  // the first round without, the others with a stale socket
    Guarded<std::vector<UniqueFd>> winners;
    {
      std::vector<std::jthread> servers;
      for (int i = 0; i < 4; ++i) {
        servers.emplace_back([&] {
          if (auto fd = listen_unix(path_)) winners.with([&](auto& all) { all.push_back(std::move(*fd)); });
        });
      }
    }
    EXPECT_EQ(winners.with([](auto& all) { return all.size(); }), 1U);
    EXPECT_TRUE(connect_unix(path_));
  }
}

TEST_F(Socket, AFullQueueIsADeadlineNotAWaitForEver) {
  const UniqueFd server = listen_unix(path_, 0).value();
  const UniqueFd first = connect_unix(path_).value();
  EXPECT_EQ(connect_unix(path_, std::chrono::milliseconds(20)).error().code(), Code::deadline_exceeded);
  EXPECT_EQ(listen_unix(path_).error().code(), Code::already_exists);  // busy, not dead
}

TEST_F(Socket, BadPathsAreTold) {
  EXPECT_EQ(connect_unix(path_).error().code(), Code::not_found);
  EXPECT_EQ(listen_unix(in("none/s")).error().code(), Code::not_found);
  EXPECT_EQ(listen_unix(std::string(108, 'x')).error().code(), Code::invalid_argument);
  EXPECT_EQ(connect_unix("").error().code(), Code::invalid_argument);
}

}  // namespace
}  // namespace hg::os
