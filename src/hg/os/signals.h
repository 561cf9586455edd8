// Signals as something to poll for, so that no code ever runs inside a handler.
#pragma once

#include <initializer_list>
#include <optional>

#include "hg/base/result.h"
#include "hg/os/unique_fd.h"

namespace hg::os {

class SignalFd {
 public:
  // Blocks `signals` in the calling thread and in those it starts later: call it in `main`, before any thread
  // starts. They stay blocked when the object ends. Children of Subprocess start with nothing blocked.
  static Result<SignalFd> block(std::initializer_list<int> signals);

  [[nodiscard]] std::optional<int> next()
      const;  // a signal that has come; nothing if there is none; never waits
  [[nodiscard]] int fd() const { return fd_.get(); }  // readable in poll() when there is one

 private:
  explicit SignalFd(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

// Every program of ours calls it first. Writing to a closed pipe or socket is EPIPE from now on; and if we
// were started with SIGCHLD ignored, in which case nobody can wait for a child, it is so no more.
void set_up_signals();

}  // namespace hg::os
