// The agent's end of a connection: frames in and out without ever waiting.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "hg/client/agent/event_loop.h"
#include "hg/client/ipc/frame.h"
#include "hg/os/unique_fd.h"

namespace hg::client::agent {

// On the loop's thread. Callbacks may close(), but must not destroy the stream.
class Stream {
 public:
  struct Events {
    std::function<void(ipc::Frame)> frame;
    std::function<void()> end;  // the peer is gone, or sent what is no frame; not called after close()
  };

  // `socket`: connected; made non-blocking here.
  Stream(EventLoop& loop, os::UniqueFd socket, Events events);
  ~Stream() { close(); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Sends now what the socket takes, keeps the rest until it takes more.
  void send(ipc::FrameType type, std::string body);
  void close();
  [[nodiscard]] bool has_unsent() const { return !unsent_.empty(); }

 private:
  void on_ready(std::uint32_t events);
  void read();
  void flush();
  void end();

  EventLoop& loop_;
  os::UniqueFd socket_;
  Events events_;
  ipc::FrameDecoder decoder_;
  std::deque<std::string> unsent_;
  std::size_t sent_ = 0;  // of the first of them
  bool wants_to_write_ = false;
};

}  // namespace hg::client::agent
