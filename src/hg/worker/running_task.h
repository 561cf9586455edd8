// One admitted compile.
#pragma once

#include <atomic>

#include "hg/executor/executor.h"
#include "hg/os/event_fd.h"

namespace hg::worker {

// Thread-safe.
class RunningTask {
 public:
  explicit RunningTask(os::EventFd event) : event_(std::move(event)) {}

  void cancel() {  // at any time, more than once, also after the end
    cancelled_ = true;
    event_.raise();
  }
  [[nodiscard]] bool cancelled() const { return cancelled_; }
  [[nodiscard]] executor::Cancellation cancellation() const { return {event_.fd()}; }

 private:
  os::EventFd event_;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace hg::worker
