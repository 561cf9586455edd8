#include "hg/os/signals.h"

#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace hg::os {

Result<SignalFd> SignalFd::block(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) {
    if (sigaddset(&set, signal) != 0)
      return fail(Error::from_errno(errno, "signal " + std::to_string(signal)));
  }
  if (const int error = ::pthread_sigmask(SIG_BLOCK, &set, nullptr)) {
    return fail(Error::from_errno(error, "pthread_sigmask"));
  }
  UniqueFd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return fail(Error::from_errno(errno, "signalfd"));
  return SignalFd(std::move(fd));
}

std::optional<int> SignalFd::next() const {
  signalfd_siginfo info{};
  if (::read(fd_.get(), &info, sizeof info) != sizeof info) return std::nullopt;
  return static_cast<int>(info.ssi_signo);
}

void set_up_signals() {
  static_cast<void>(::signal(SIGPIPE, SIG_IGN));
  static_cast<void>(::signal(SIGCHLD, SIG_DFL));
}

}  // namespace hg::os
