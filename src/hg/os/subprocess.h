// Child processes on posix_spawn and pidfd. Passive: no threads, no signal handlers, no SIGCHLD.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
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
  std::string program;                                  // path; not searched for
  std::vector<std::string> argv;                        // argv[0] included
  std::optional<std::vector<std::string>> environment;  // "NAME=value"; nullopt = ours
  std::string working_directory;                        // empty = ours
  bool new_process_group = false;                       // so that a whole tree can be killed

  struct Limit {
    int resource;  // RLIMIT_*
    std::uint64_t soft;
    std::uint64_t hard;
  };
  std::vector<Limit> limits;  // lowered before exec

  // Descriptors for the child's 0, 1, 2; -1 = inherit ours. The caller keeps its own copies open or closes
  // them.
  int stdin_fd = -1;
  int stdout_fd = -1;
  int stderr_fd = -1;
};

// A started child. The destructor kills (SIGKILL, the group if it has one) and reaps a child that was not
// waited for.
class Subprocess {
 public:
  // not_found if `program` does not exist, permission_denied if it cannot be executed, invalid_argument if
  // argv does not fit (E2BIG). Everything of ours above descriptor 2 is closed in the child.
  static Result<Subprocess> start(const Command& command);
  ~Subprocess();
  Subprocess(Subprocess&& other) noexcept;
  Subprocess& operator=(Subprocess&& other) noexcept;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] int pidfd() const { return pidfd_.get(); }  // readable in poll() when the child has ended
  void send_signal(int signal) const;                       // to the group if it has one, else to the child
  ExitStatus wait();                                        // blocks; reaps; may be called once

 private:
  Subprocess(pid_t pid, UniqueFd pidfd, bool group) : pid_(pid), pidfd_(std::move(pidfd)), group_(group) {}
  pid_t pid_ = -1;
  UniqueFd pidfd_;
  bool group_ = false;
};

// Why a captured run was stopped by us.
enum class Stopped { no, timed_out, cancelled, output_limit };

struct CaptureLimits {
  std::chrono::milliseconds time{std::chrono::hours(1)};
  std::size_t output_bytes = 64U << 20U;  // each of stdout and stderr
  int cancel_fd = -1;  // readable = stop (an eventfd or the read end of a pipe); -1 = never
};

struct Captured {
  ExitStatus status;
  Stopped stopped = Stopped::no;
  std::string out;
  std::string err;
  std::chrono::nanoseconds cpu{0};  // user + system time of the child and those it waited for
};

// Runs to the end with both streams captured and stdin from /dev/null (unless command.stdin_fd says
// otherwise). On any stop the whole process group is killed; no process of the group is left when this
// returns. A grandchild that keeps the pipes open after the child's end does not hold this up for more than a
// moment.
Result<Captured> run_captured(Command command, const CaptureLimits& limits);

// Finds `name` in the colon-separated `search_path` (a name with a slash is returned if executable). `skip`
// is asked for each candidate, so that a masquerading link to ourselves is passed over. Empty if there is
// none.
std::string find_program(std::string_view name, std::string_view search_path,
                         bool (*skip)(const std::string& candidate) = nullptr);

}  // namespace hg::os
