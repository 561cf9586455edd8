#include "hg/rpc/accept_loop.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>
#include <condition_variable>
#include <mutex>

#include "hg/rpc/listening.h"

namespace hg::rpc {
namespace {

constexpr int kPatienceMs = 10'000;

// What the loop has given away.
class Taken {
 public:
  void add(os::UniqueFd connection) {
    const std::lock_guard lock(mutex_);
    all_.push_back(std::move(connection));
    changed_.notify_all();
  }
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(kPatienceMs),
                             [&] { return all_.size() >= count; });
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return all_.size();
  }
  void shut_down_all() {  // as gRPC does when it closes
    const std::lock_guard lock(mutex_);
    for (const os::UniqueFd& connection : all_) ::shutdown(connection.get(), SHUT_RDWR);
    all_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<os::UniqueFd> all_;
};

class Accepting : public testing::Test {
 protected:
  void start(AdmissionLimits limits) {
    auto listening = listen_on({"127.0.0.1", 0}, "--port");
    ASSERT_TRUE(listening);
    port_ = listening->port;
    auto loop = AcceptLoop::start(std::move(listening->sockets), limits,
                                  [this](os::UniqueFd connection) { taken_.add(std::move(connection)); });
    ASSERT_TRUE(loop) << loop.error().to_string();
    loop_ = *std::move(loop);
  }
  os::UniqueFd connect() const {
    os::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fd.reset();
    return fd;
  }
  static bool is_cut(const os::UniqueFd& connection) {
    pollfd waiting{connection.get(), POLLIN, 0};
    if (::poll(&waiting, 1, kPatienceMs) <= 0) return false;
    char byte = 0;
    return ::recv(connection.get(), &byte, 1, MSG_DONTWAIT) <= 0;
  }
  // Until one is taken that stays.
  bool takes_another() {
    for (int i = 0; i < 1000; ++i) {
      const std::size_t before = taken_.count();
      kept_.push_back(connect());
      pollfd waiting{kept_.back().get(), POLLIN, 0};
      if (::poll(&waiting, 1, 10) == 0 && taken_.count() > before) return true;
    }
    return false;
  }

  Taken taken_;
  std::vector<os::UniqueFd> kept_;
  std::uint16_t port_ = 0;
  std::unique_ptr<AcceptLoop> loop_;
};

TEST_F(Accepting, GivesAwayWhatComes) {
  start({.all = 10, .per_peer = 10});
  const auto first = connect();
  const auto second = connect();
  EXPECT_TRUE(taken_.wait_for(2));
}

TEST_F(Accepting, ThatAreAboveTheSharesAreCutAndEndsMakeRoom) {
  start({.all = 10, .per_peer = 2});
  auto first = connect();
  const auto second = connect();
  ASSERT_TRUE(taken_.wait_for(2));
  EXPECT_TRUE(is_cut(connect()));
  EXPECT_EQ(taken_.count(), 2U);
  first.reset();
  EXPECT_TRUE(takes_another()) << "the other side has closed one";
}

TEST_F(Accepting, WhatTheServerClosesMakesRoom) {
  start({.all = 2, .per_peer = 2});
  const auto first = connect();
  const auto second = connect();
  ASSERT_TRUE(taken_.wait_for(2));
  taken_.shut_down_all();
  EXPECT_TRUE(is_cut(first)) << "our descriptor does not hold it";
  EXPECT_TRUE(takes_another());
}

// gRPC's own listener never accepted again after this: CVE-2023-4785.
TEST_F(Accepting, GoesOnAfterDescriptorsHaveRunOut) {
  start({.all = 1000, .per_peer = 1000});
  std::vector<os::UniqueFd> ours;
  for (int i = 0; i < 40; ++i) ours.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{static_cast<rlim_t>(ours.back().get()) + 12, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (const os::UniqueFd& fd : ours) {
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  EXPECT_TRUE(is_cut(ours.back()));
  EXPECT_LT(taken_.count(), ours.size());
  ours.clear();
  taken_.shut_down_all();
  EXPECT_TRUE(takes_another());
  ::setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace hg::rpc
