// For tests: a server on loopback that reads commands and says what the test tells it to, byte for byte.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "hg/model/address.h"
#include "hg/os/unique_fd.h"

namespace hg::cache::redis {

using Words = std::vector<std::string>;

struct Say {
  std::string bytes{};
  bool then_close = false;
};

inline std::string bulk(std::string_view text) {
  return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}

class FakeRedis {
 public:
  // `answer` is called on the server's threads, one call at a time.
  explicit FakeRedis(std::function<Say(const Words&)> answer) : answer_(std::move(answer)) {
    listener_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    (void)::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size);
    (void)::listen(listener_.get(), 16);
    (void)::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept(); });
  }
  ~FakeRedis() {
    stopping_ = true;
    ::shutdown(listener_.get(), SHUT_RDWR);
    acceptor_.join();
    close_all();
    for (std::thread& thread : threads_) thread.join();
  }
  FakeRedis(const FakeRedis&) = delete;
  FakeRedis& operator=(const FakeRedis&) = delete;

  [[nodiscard]] model::Address address() const { return {"127.0.0.1", port_}; }
  [[nodiscard]] std::string text() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int connections() const { return connections_; }
  // As a server that is restarted: what is open breaks, what is new works.
  void close_all() {
    const std::lock_guard lock(mutex_);
    for (const os::UniqueFd& fd : fds_) ::shutdown(fd.get(), SHUT_RDWR);
  }

 private:
  void accept() {
    while (true) {
      const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0 || stopping_) return;
      ++connections_;
      const std::lock_guard lock(mutex_);
      fds_.emplace_back(fd);
      threads_.emplace_back([this, fd] { serve(fd); });
    }
  }

  void serve(int fd) {
    std::string got;
    while (true) {
      Words words;
      while (!take_command(got, words)) {
        char more[65536];
        const ssize_t count = ::read(fd, more, sizeof more);
        if (count <= 0) return;
        got.append(more, static_cast<std::size_t>(count));
      }
      Say say;
      {
        const std::lock_guard lock(answering_);
        say = answer_(words);
      }
      for (std::size_t sent = 0; sent < say.bytes.size();) {
        const ssize_t count = ::send(fd, say.bytes.data() + sent, say.bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) return;
        sent += static_cast<std::size_t>(count);
      }
      if (say.then_close) {
        ::shutdown(fd, SHUT_RDWR);
        return;
      }
    }
  }

  // The number after a mark at `at`, which is moved behind the line; -1 if the line is not whole.
  static long number(const std::string& got, std::size_t& at) {
    const std::size_t end = got.find("\r\n", at);
    if (end == std::string::npos) return -1;
    long value = -1;
    std::from_chars(got.data() + at + 1, got.data() + end, value);
    at = end + 2;
    return value;
  }

  static bool take_command(std::string& got, Words& words) {
    std::size_t at = 0;
    const long count = got.empty() ? -1 : number(got, at);
    if (count < 0) return false;
    words.clear();
    for (long i = 0; i < count; ++i) {
      const long size = at < got.size() ? number(got, at) : -1;
      if (size < 0 || at + static_cast<std::size_t>(size) + 2 > got.size()) return false;
      words.push_back(got.substr(at, static_cast<std::size_t>(size)));
      at += static_cast<std::size_t>(size) + 2;
    }
    got.erase(0, at);
    return true;
  }

  std::function<Say(const Words&)> answer_;
  os::UniqueFd listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::mutex answering_;
  std::mutex mutex_;
  std::list<os::UniqueFd> fds_;
  std::list<std::thread> threads_;
  std::thread acceptor_;
};

// Keeps values, as a single Redis does.
class Memory {
 public:
  Say operator()(const Words& words) {
    if (words[0] == "SET") {
      values_[words.at(1)] = words.at(2);
      return {"+OK\r\n"};
    }
    if (words[0] == "DEL") return {values_.erase(words.at(1)) > 0 ? ":1\r\n" : ":0\r\n"};
    if (words[0] != "GET") return {"-ERR This instance has cluster support disabled\r\n"};
    const auto found = values_.find(words.at(1));
    return {found == values_.end() ? "$-1\r\n" : bulk(found->second)};
  }

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace hg::cache::redis
