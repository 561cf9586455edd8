// Child processes on vfork and pidfd. Passive: no threads, no signal handlers, no SIGCHLD.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hg/base/result.h"
#include "hg/os/unique_fd.h"

namespace hg::os {

// How a child ended.
struct ExitStatus {
  int code = 0;    // meaningful when signal == 0
  int signal = 0;  // the signal that killed it, or 0
  [[nodiscard]] bool ok() const { return code == 0 && signal == 0; }
  // The shell's convention: code, or 128 + signal.
  [[nodiscard]] int shell_code() const { return signal != 0 ? 128 + signal : code; }
};

struct Command {
  std::string program{};                                  // path; not searched for
  std::vector<std::string> argv{};                        // argv[0] included
  std::optional<std::vector<std::string>> environment{};  // "NAME=value"; nullopt = ours
  std::string working_directory{};                        // empty = ours
  bool new_process_group = false;                         // so that a whole tree can be killed

  struct Limit {
    int resource;  // RLIMIT_*
    std::uint64_t soft;
    std::uint64_t hard;
  };
  std::vector<Limit> limits{};  // set before exec; never raised above our own hard limits

  // Descriptors for the child's 0, 1, 2, any of ours in any order; -1 = inherit ours. Ours stay open.
  int stdin_fd = -1;
  int stdout_fd = -1;
  int stderr_fd = -1;
  bool keep_descriptors = false;  // those above 2 that are not close-on-exec stay open (a jobserver's)
};

// A started child. The destructor kills (SIGKILL, the group if it has one) and reaps a child that was not
// waited for. Not thread-safe, but many threads may start children at once.
class Subprocess {
 public:
  // not_found if `program` does not exist, permission_denied if it cannot be executed, invalid_argument if
  // argv is empty or does not fit (E2BIG), failed_precondition if the working directory or a limit cannot be
  // had. In the child everything above descriptor 2 is closed, no signal is blocked, and none is ignored but
  // SIGHUP, SIGINT and SIGQUIT where we were started so (nohup, a script's background job).
  static Result<Subprocess> start(const Command& command);
  ~Subprocess();
  Subprocess(Subprocess&& other) noexcept;
  Subprocess& operator=(Subprocess&& other) noexcept;
  Subprocess(const Subprocess&) = delete;
  Subprocess& operator=(const Subprocess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] int pidfd() const { return pidfd_.get(); }  // readable in poll() when the child has ended
  void send_signal(int signal) const;  // to the group if it has one, else to the child; nothing after wait()
  ExitStatus wait();                   // blocks; reaps; may be called once
  // User and system time of the child and of those it waited for; 0 before wait().
  [[nodiscard]] std::chrono::nanoseconds cpu() const { return cpu_; }

 private:
  Subprocess(pid_t pid, UniqueFd pidfd, bool group) : pid_(pid), pidfd_(std::move(pidfd)), group_(group) {}
  pid_t pid_ = -1;
  UniqueFd pidfd_;
  bool group_ = false;
  bool running_ = true;  // not reaped yet, so the pid is still its own
  std::chrono::nanoseconds cpu_{0};
};

// Why a captured run was stopped by us.
enum class Stopped { no, timed_out, cancelled, output_limit };

struct CaptureLimits {
  std::chrono::milliseconds time{std::chrono::hours(1)};
  std::size_t output_bytes = 64U << 20U;  // each of stdout and stderr; what is above is dropped
  int cancel_fd = -1;  // readable = stop (an eventfd or the read end of a pipe); -1 = never
};

struct Captured {
  ExitStatus status;
  Stopped stopped = Stopped::no;
  std::string out;
  std::string err;
  std::chrono::nanoseconds cpu{0};  // user + system time of the child and those it waited for
};

// Takes output as it comes, on the thread that called run_captured.
using Consumer = std::function<void(std::string_view bytes)>;

// Runs to the end, in a process group of its own, with both streams captured (a stream for which `command`
// names a descriptor goes there instead) and stdin from /dev/null (unless command.stdin_fd says otherwise).
// With `take_out`, stdout goes there piece by piece instead of into Captured::out; the limit counts all the
// same. On any stop the whole group is killed at once, and what it had written until then is returned. What
// the child leaves running in its group is killed too; no process of the group is left when this returns. A
// grandchild that left the group and keeps the pipes open does not hold this up for more than 0.1 s.
Result<Captured> run_captured(Command command, const CaptureLimits& limits, const Consumer& take_out = {});

// Finds `name` in the colon-separated `search_path` as execvp would, executable regular files only (a name
// with a slash is returned if it is one). `skip` is asked for each candidate, so that a masquerading link to
// ourselves is passed over. Empty if there is none.
std::string find_program(std::string_view name, std::string_view search_path,
                         const std::function<bool(const std::string& candidate)>& skip = {});

}  // namespace hg::os
