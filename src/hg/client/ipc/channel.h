// The client's end of a connection to hg-agent: blocking, but never for long without a sign of life.
#pragma once

#include <chrono>
#include <initializer_list>
#include <string_view>

#include "hg/base/result.h"
#include "hg/client/ipc/frame.h"
#include "hg/os/unique_fd.h"

namespace hg::client::ipc {

// Not thread-safe.
class Channel {
 public:
  static constexpr std::chrono::milliseconds kSilence{5000};

  struct Part {
    FrameType type;
    std::string_view body;
  };

  // `interrupt_fd`: readable = give up (a signalfd); -1 = never.
  explicit Channel(os::UniqueFd socket, int interrupt_fd = -1, std::chrono::milliseconds silence = kSilence);

  // All parts, in order. unavailable when the agent has closed, deadline_exceeded when it takes nothing for
  // `silence`, cancelled when the interrupt_fd became readable.
  Status send(std::initializer_list<Part> parts);

  // The next frame that is not a heartbeat. Fails as send() does; invalid_argument for a malformed stream.
  Result<Frame> receive();

  // From now on this descriptor ends every wait; -1 = none.
  void interrupt_by(int fd) { interrupt_fd_ = fd; }

  [[nodiscard]] int fd() const { return socket_.get(); }

 private:
  Status wait(short events);

  os::UniqueFd socket_;
  int interrupt_fd_;
  std::chrono::milliseconds silence_;
  FrameDecoder decoder_;
};

}  // namespace hg::client::ipc
