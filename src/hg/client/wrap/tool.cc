#include "hg/client/wrap/tool.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>

#include "hg/os/signals.h"

namespace hg::client::wrap {
namespace {

// Typed at the terminal: the kernel has sent it to the whole group, so the tool has it already.
bool from_terminal(const signalfd_siginfo& info) {
  return info.ssi_code == SI_KERNEL;
}

std::optional<signalfd_siginfo> next_signal(int fd) {
  signalfd_siginfo info{};
  if (::read(fd, &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return std::nullopt;
  return info;
}

class Run {
 public:
  Run(os::Subprocess& child, Onlooker& onlooker) : child_(child), onlooker_(onlooker) {}

  void take(const signalfd_siginfo& info) {
    const int signal = static_cast<int>(info.ssi_signo);
    switch (signal) {
      case SIGWINCH:
        onlooker_.resized();
        return;
      case SIGCONT:
        onlooker_.continued();
        return;
      case SIGTSTP:
        onlooker_.stopping();
        if (!from_terminal(info)) child_.send_signal(SIGTSTP);
        ::raise(SIGSTOP);  // returns after SIGCONT
        if (!from_terminal(info)) child_.send_signal(SIGCONT);
        return;
      default:
        interrupted_ = interrupted_ || signal == SIGINT;
        if (!from_terminal(info)) child_.send_signal(signal);
    }
  }

  [[nodiscard]] bool interrupted() const { return interrupted_; }

 private:
  os::Subprocess& child_;
  Onlooker& onlooker_;
  bool interrupted_ = false;
};

}  // namespace

Result<Ended> run_tool(os::Command command, Onlooker& onlooker, std::chrono::milliseconds tick) {
  HG_TRY_ASSIGN(const os::SignalFd signals,
                os::SignalFd::block({SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH}));
  command.keep_descriptors = true;
  HG_TRY_ASSIGN(os::Subprocess child, os::Subprocess::start(command));
  Run run(child, onlooker);
  pollfd events[] = {{child.pidfd(), POLLIN, 0}, {signals.fd(), POLLIN, 0}};
  for (;;) {
    const int ready = ::poll(events, 2, static_cast<int>(tick.count()));
    if (ready < 0 && errno != EINTR) return fail(Error::from_errno(errno, "poll"));
    while (const auto info = next_signal(signals.fd())) run.take(*info);
    if (ready > 0 && (events[0].revents & POLLIN) != 0) break;
    if (ready == 0) onlooker.tick();
  }
  return Ended{child.wait(), run.interrupted()};
}

}  // namespace hg::client::wrap
