// run_captured: one poll loop over the child's end, both pipes, the caller's wish to stop, and a timer.
#include <fcntl.h>
#include <poll.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "hg/os/process_group.h"
#include "hg/os/subprocess.h"

namespace hg::os {
namespace {

constexpr std::size_t kReadStep = 64U << 10U;
// For output of processes that have left the group, and for those of the group to be gone after SIGKILL.
constexpr std::chrono::milliseconds kGrace(100);

struct Pipe {
  UniqueFd reading;  // ours: non-blocking
  UniqueFd writing;  // the child's: blocking, as it expects
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Error::from_errno(errno, "pipe"));
  Pipe pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
  if (::fcntl(pipe.reading.get(), F_SETFL, O_NONBLOCK) != 0) return fail(Error::from_errno(errno, "pipe"));
  return pipe;
}

// A deadline as a descriptor, so that poll() waits for it like for everything else.
class Timer {
 public:
  static Result<Timer> make() {
    UniqueFd fd(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    if (!fd) return fail(Error::from_errno(errno, "timerfd_create"));
    return Timer(std::move(fd));
  }
  // fd() becomes readable after `time`; a time of 0 or less is at once.
  void set(std::chrono::nanoseconds time) const {
    const auto ns = std::max<std::int64_t>(time.count(), 1);
    const itimerspec when{{}, {ns / 1'000'000'000, ns % 1'000'000'000}};
    static_cast<void>(::timerfd_settime(fd_.get(), 0, &when, nullptr));
  }
  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  explicit Timer(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

// One stream of the child.
struct Stream {
  UniqueFd fd;
  std::string& text;
  const Consumer& take;
  std::size_t room;

  // Reads what is there; closes at the end. False if it was more than allowed.
  bool read_some() {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): 64 KiB of zeros would be written for every read
    std::array<char, kReadStep> buffer;
    while (fd) {
      const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN) return true;
      if (got <= 0) {
        fd.reset();
        return true;
      }
      const std::string_view bytes(buffer.data(), std::min(static_cast<std::size_t>(got), room));
      room -= bytes.size();
      if (!take) text += bytes;
      if (take && !bytes.empty()) take(bytes);
      if (bytes.size() < static_cast<std::size_t>(got)) return false;
    }
    return true;
  }
};

class Capture {
 public:
  Capture(Subprocess child, Timer timer, UniqueFd out, UniqueFd err, const CaptureLimits& limits,
          const Consumer& take)
      : child_(std::move(child)),
        timer_(std::move(timer)),
        cancel_fd_(limits.cancel_fd),
        out_{std::move(out), result_.out, take, limits.output_bytes},
        err_{std::move(err), result_.err, nothing_, limits.output_bytes} {
    timer_.set(limits.time);
  }

  Captured run() {
    while (!done()) step();
    result_.status = child_.wait();
    result_.cpu = child_.cpu();
    await_empty_group();
    return std::move(result_);
  }

 private:
  bool done() const { return ended_ && (out_of_patience_ || (!out_.fd && !err_.fd)); }

  void step() {
    enum { kChild, kOut, kErr, kTimer, kCancel, kCount };
    std::array<pollfd, kCount> waiting{};
    waiting[kChild] = {ended_ ? -1 : child_.pidfd(), POLLIN, 0};
    waiting[kOut] = {out_.fd.get(), POLLIN, 0};
    waiting[kErr] = {err_.fd.get(), POLLIN, 0};
    waiting[kTimer] = {timer_.fd(), POLLIN, 0};
    waiting[kCancel] = {stopping_ || ended_ ? -1 : cancel_fd_, POLLIN, 0};
    if (::poll(waiting.data(), waiting.size(), -1) < 0) return;  // EINTR

    if (waiting[kCancel].revents != 0) stop(Stopped::cancelled);
    if (waiting[kTimer].revents != 0) on_timer();
    if (waiting[kOut].revents != 0 && !out_.read_some()) stop(Stopped::output_limit);
    if (waiting[kErr].revents != 0 && !err_.read_some()) stop(Stopped::output_limit);
    if (waiting[kChild].revents != 0) on_end();
  }

  void on_timer() {
    if (ended_) {
      out_of_patience_ = true;
    } else {
      stop(Stopped::timed_out);
      timer_.set(std::chrono::hours(1));  // SIGKILL does the rest
    }
  }

  // Killed before it is reaped: as long as the leader is a zombie, the group's number cannot become somebody
  // else's.
  void on_end() {
    ended_ = true;
    child_.send_signal(SIGKILL);
    timer_.set(kGrace);
  }

  void stop(Stopped why) {
    if (!std::exchange(stopping_, true)) result_.stopped = why;
    child_.send_signal(SIGKILL);
  }

  // Those killed need a moment to be gone. Where we are their new parent (as process 1 of a container) they
  // are ours to reap.
  void await_empty_group() const {
    timer_.set(kGrace);
    pollfd grace{timer_.fd(), POLLIN, 0};
    constexpr int kLookAgainMs = 1;
    while (group_is_running(child_.pid())) {
      if (::poll(&grace, 1, kLookAgainMs) > 0) break;
    }
    while (::kill(-child_.pid(), 0) == 0 && ::waitpid(-child_.pid(), nullptr, WNOHANG) > 0) {
    }
  }

  Subprocess child_;
  Timer timer_;
  int cancel_fd_;
  Captured result_;
  Consumer nothing_;
  Stream out_;
  Stream err_;
  bool stopping_ = false;         // killed by us, for the reason in result_
  bool ended_ = false;            // the child has; others may still hold the pipes
  bool out_of_patience_ = false;  // with those
};

}  // namespace

Result<Captured> run_captured(Command command, const CaptureLimits& limits, const Consumer& take_out) {
  HG_TRY_ASSIGN(Pipe out, make_pipe());
  HG_TRY_ASSIGN(Pipe err, make_pipe());
  HG_TRY_ASSIGN(Timer timer, Timer::make());
  UniqueFd null;
  if (command.stdin_fd < 0) {
    null.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!null) return fail(Error::from_errno(errno, "/dev/null"));
    command.stdin_fd = null.get();
  }
  if (command.stdout_fd < 0) command.stdout_fd = out.writing.get();
  if (command.stderr_fd < 0) command.stderr_fd = err.writing.get();
  command.new_process_group = true;
  HG_TRY_ASSIGN(Subprocess child, Subprocess::start(command));
  out.writing.reset();
  err.writing.reset();
  return Capture(std::move(child), std::move(timer), std::move(out.reading), std::move(err.reading), limits,
                 take_out)
      .run();
}

}  // namespace hg::os
