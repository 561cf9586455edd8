#include "hg/client/captured_run.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::client {
namespace {

constexpr std::size_t kMaxKept = std::size_t{8} << 20U;
constexpr std::size_t kChunk = std::size_t{64} << 10U;

struct Ends {
  os::UniqueFd ours;
  os::UniqueFd childs;
};

Result<Ends> make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) return fail(Error::from_errno(errno, "pipe"));
  return Ends{os::UniqueFd(fds[0]), os::UniqueFd(fds[1])};
}

// A terminal like the one at `model`, which changes no byte that is written to it.
Result<Ends> make_terminal(int model) {
  os::UniqueFd ours(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  std::array<char, 128> name{};
  if (!ours || ::grantpt(ours.get()) != 0 || ::unlockpt(ours.get()) != 0 ||
      ::ptsname_r(ours.get(), name.data(), name.size()) != 0) {
    return fail(Error::from_errno(errno, "pseudo terminal"));
  }
  os::UniqueFd childs(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  termios mode{};
  if (!childs || ::tcgetattr(childs.get(), &mode) != 0)
    return fail(Error::from_errno(errno, "pseudo terminal"));
  ::cfmakeraw(&mode);
  ::tcsetattr(childs.get(), TCSANOW, &mode);
  winsize size{};
  if (::ioctl(model, TIOCGWINSZ, &size) == 0) ::ioctl(childs.get(), TIOCSWINSZ, &size);
  return Ends{std::move(ours), std::move(childs)};
}

// One stream of the child's: kept, and written on to ours.
class Stream {
 public:
  Stream(os::UniqueFd from, int to) : from_(std::move(from)), to_(to) {
    ::fcntl(from_.get(), F_SETFL, O_NONBLOCK);
  }

  [[nodiscard]] int fd() const { return from_.get(); }  // -1: ended; poll() passes it over

  // Takes all that is there.
  void drain() {
    const auto chunk = std::make_unique_for_overwrite<std::array<char, kChunk>>();
    while (from_) {
      const ssize_t got = ::read(from_.get(), chunk->data(), chunk->size());
      if (got > 0) {
        take({chunk->data(), static_cast<std::size_t>(got)});
      } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        from_.reset();  // EIO: the other end of a terminal is closed
      } else if (errno == EAGAIN) {
        return;
      }
    }
  }

  [[nodiscard]] bool complete() const { return complete_; }
  std::string kept() && { return std::move(kept_); }

 private:
  void take(std::string_view bytes) {
    (void)os::write_all(to_, bytes);
    if (kept_.size() + bytes.size() > kMaxKept) complete_ = false;
    if (complete_) kept_ += bytes;
  }

  os::UniqueFd from_;
  int to_;
  std::string kept_;
  bool complete_ = true;
};

// Until the child has ended.
void pump(const os::Subprocess& process, Stream& out, Stream& err, Interrupts& interrupts, int interrupt_fd) {
  while (true) {
    std::array<pollfd, 4> fds{pollfd{process.pidfd(), POLLIN, 0}, pollfd{out.fd(), POLLIN, 0},
                              pollfd{err.fd(), POLLIN, 0}, pollfd{interrupt_fd, POLLIN, 0}};
    if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR) return;
    out.drain();
    err.drain();
    if (fds[3].revents != 0) {
      process.send_signal(interrupts.signal());
      interrupt_fd = -1;
    }
    if (fds[0].revents != 0) return;
  }
}

}  // namespace

Result<LocalRun> run_and_keep(os::Command command, Interrupts& interrupts) {
  HG_TRY_ASSIGN(Ends out, make_pipe());
  HG_TRY_ASSIGN(Ends err, ::isatty(STDERR_FILENO) == 1 ? make_terminal(STDERR_FILENO) : make_pipe());
  command.stdout_fd = out.childs.get();
  command.stderr_fd = err.childs.get();
  command.keep_descriptors = true;
  const int interrupt_fd = interrupts.arm();
  auto process = os::Subprocess::start(command);
  if (!process) {
    if (!interrupts.pending()) interrupts.disarm();
    return fail(std::move(process).error());
  }
  out.childs.reset();
  err.childs.reset();
  Stream standard_output(std::move(out.ours), STDOUT_FILENO);
  Stream standard_error(std::move(err.ours), STDERR_FILENO);
  pump(*process, standard_output, standard_error, interrupts, interrupt_fd);
  LocalRun run;
  run.status = process->wait();
  standard_output.drain();
  standard_error.drain();
  run.complete = standard_output.complete() && standard_error.complete();
  run.standard_output = std::move(standard_output).kept();
  run.standard_error = std::move(standard_error).kept();
  if (!interrupts.pending()) interrupts.disarm();
  return run;
}

unsigned terminal_columns() {
  winsize size{};
  return ::isatty(STDERR_FILENO) == 1 && ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace hg::client
