// A server on loopback that reads requests and says what the test tells it to, byte for byte.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "hg/os/unique_fd.h"

namespace hg::testing {

struct Say {
  std::string bytes{};
  bool then_close = false;
};

template <typename Request>
class ScriptedServer {
 public:
  // Takes the first whole request out of the bytes that have come; false: not whole yet.
  using Take = bool (*)(std::string& got, Request& request);
  // `answer` is called on the server's threads, one call at a time. With `path` it listens there, on a Unix
  // socket, which stays when it ends.
  ScriptedServer(Take take, std::function<Say(const Request&)> answer, const std::string& path = "")
      : take_(take), answer_(std::move(answer)) {
    path.empty() ? listen_on_loopback() : listen_at(path);
    acceptor_ = std::thread([this] { accept(); });
  }
  ~ScriptedServer() {
    stopping_ = true;
    ::shutdown(listener_.get(), SHUT_RDWR);
    acceptor_.join();
    close_all();
    for (std::thread& thread : threads_) thread.join();
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string text() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int connections() const { return connections_; }
  // As a server that is restarted: what is open breaks, what is new works.
  void close_all() {
    const std::lock_guard lock(mutex_);
    for (const os::UniqueFd& fd : fds_) ::shutdown(fd.get(), SHUT_RDWR);
  }

 private:
  void listen_on_loopback() {
    listener_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    (void)::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size);
    (void)::listen(listener_.get(), 16);
    (void)::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }

  void listen_at(const std::string& path) {
    listener_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ::unlink(path.c_str());
    (void)::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    (void)::listen(listener_.get(), 16);
  }

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
      Request request;
      while (!take_(got, request)) {
        char more[65536];
        const ssize_t count = ::read(fd, more, sizeof more);
        if (count <= 0) return;
        got.append(more, static_cast<std::size_t>(count));
      }
      Say say;
      {
        const std::lock_guard lock(answering_);
        say = answer_(request);
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

  Take take_;
  std::function<Say(const Request&)> answer_;
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

}  // namespace hg::testing
