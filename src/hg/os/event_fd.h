// A flag that one thread raises and another one polls for.
#pragma once

#include "hg/base/result.h"
#include "hg/os/unique_fd.h"

namespace hg::os {

// Thread-safe.
class EventFd {
 public:
  static Result<EventFd> make();

  void raise() const;                                 // fd() is readable from now on
  void clear() const;                                 // and now no more
  [[nodiscard]] int fd() const { return fd_.get(); }  // for poll() only

 private:
  explicit EventFd(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace hg::os
