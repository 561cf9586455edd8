#include "hg/os/event_fd.h"

#include <sys/eventfd.h>

#include <cerrno>

namespace hg::os {

Result<EventFd> EventFd::make() {
  UniqueFd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!fd) return fail(Error::from_errno(errno, "eventfd"));
  return EventFd(std::move(fd));
}

// Neither can fail in a way that matters: the counter would have to be full, or is empty already.
void EventFd::raise() const {
  static_cast<void>(::eventfd_write(fd_.get(), 1));
}
void EventFd::clear() const {
  eventfd_t count = 0;
  static_cast<void>(::eventfd_read(fd_.get(), &count));
}

}  // namespace hg::os
