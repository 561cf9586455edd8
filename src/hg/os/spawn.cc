// Why not posix_spawn: it cannot set resource limits, and prlimit() on the child comes after its exec, when
// it may have allocated or forked already. So this does what posix_spawn does inside: vfork, a few system
// calls, exec. The child shares our memory until then and our thread waits; it may only make system calls,
// and no handler of ours may run.
#include "hg/os/spawn.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace hg::os {
namespace {

enum class Step { group, directory, limit, descriptor, exec };

// What the child tells through a pipe when a step failed. Exec closes the pipe: then there is nothing to
// read.
struct Report {
  Step step;
  int error;
};

// Everything the child needs, laid out before it exists.
struct Plan {
  const Command& command;
  std::vector<char*> argv;
  std::vector<char*> environment;
  sigset_t no_signals;
  int report_fd = -1;
};

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  for (const std::string& text : strings) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

[[noreturn]] void give_up(int report_fd, Step step) {
  const Report report{step, errno};
  static_cast<void>(!::write(report_fd, &report, sizeof report));
  ::_exit(127);
}

bool lower_limit(const Command::Limit& limit) {
  const auto resource = static_cast<__rlimit_resource_t>(limit.resource);
  rlimit ours{};
  if (::getrlimit(resource, &ours) != 0) return false;
  const rlimit wanted{std::min<rlim_t>(limit.soft, ours.rlim_max),
                      std::min<rlim_t>(limit.hard, ours.rlim_max)};
  return ::setrlimit(resource, &wanted) == 0;
}

// Puts the given descriptors at 0, 1 and 2. Those that lie there now are moved away first, so that any order
// works, and so that dup2 always makes a copy, which is what clears close-on-exec.
bool place_descriptors(const Command& command) {
  std::array<int, 3> from{command.stdin_fd, command.stdout_fd, command.stderr_fd};
  for (int& fd : from) {
    if (fd >= 0 && fd <= STDERR_FILENO) fd = ::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (fd < -1) return false;
  }
  for (int target = 0; target <= STDERR_FILENO; ++target) {
    const int fd = from[static_cast<std::size_t>(target)];
    if (fd >= 0 && ::dup2(fd, target) < 0) return false;
  }
  return command.keep_descriptors || ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) == 0;
}

// Handlers would run on memory that is not the child's own, so all go; exec would keep what is ignored, and
// that is right only for what our own starter wanted ignored.
void reset_signals(const sigset_t& none) {
  for (int number = 1; number <= SIGRTMAX; ++number) {
    struct sigaction action{};
    if (number == SIGHUP || number == SIGINT || number == SIGQUIT) {
      if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) continue;
    }
    action = {};
    action.sa_handler = SIG_DFL;
    ::sigaction(number, &action, nullptr);  // fails for SIGKILL and SIGSTOP, as it should
  }
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become(const Plan& plan) {
  const Command& command = plan.command;
  int report_fd = plan.report_fd;
  if (report_fd <= STDERR_FILENO) report_fd = ::fcntl(report_fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (command.new_process_group && ::setpgid(0, 0) != 0) give_up(report_fd, Step::group);
  if (!command.working_directory.empty() && ::chdir(command.working_directory.c_str()) != 0) {
    give_up(report_fd, Step::directory);
  }
  if (!place_descriptors(command)) give_up(report_fd, Step::descriptor);
  for (const Command::Limit& limit : command.limits) {
    if (!lower_limit(limit)) give_up(report_fd, Step::limit);
  }
  reset_signals(plan.no_signals);
  ::execve(command.program.c_str(), plan.argv.data(),
           command.environment ? plan.environment.data() : environ);
  give_up(report_fd, Step::exec);
}

// Of its own, so that nothing of the caller's frame is live across vfork. Deprecated by POSIX for what one
// can do wrong in the child.
[[gnu::noinline]] pid_t start_child(const Plan& plan) {
  const pid_t pid = ::vfork();
  if (pid == 0) become(plan);
  return pid;
}

Error explain(const Command& command, const Report& report) {
  const auto because = [&](const std::string& what) {
    return Error::from_errno(report.error, what).message();
  };
  switch (report.step) {
    case Step::group:
      return {Code::failed_precondition, because("process group")};
    case Step::directory:
      return {Code::failed_precondition, because("working directory " + command.working_directory)};
    case Step::limit:
      return {Code::failed_precondition, because("resource limit")};
    case Step::descriptor:
      return {Code::failed_precondition, because("descriptors")};
    case Step::exec:
      break;
  }
  if (report.error == E2BIG) return {Code::invalid_argument, because(command.program)};
  if (report.error == ENOEXEC) return {Code::permission_denied, because(command.program)};
  return Error::from_errno(report.error, command.program);
}

bool has_zero(const std::vector<std::string>& strings) {
  return std::any_of(strings.begin(), strings.end(),
                     [](const auto& s) { return s.find('\0') != std::string::npos; });
}

Status validate(const Command& command) {
  if (command.program.empty()) return fail(Code::invalid_argument, "no program to start");
  if (command.argv.empty()) return fail(Code::invalid_argument, command.program + ": argv is empty");
  if (has_zero({command.program, command.working_directory}) || has_zero(command.argv) ||
      (command.environment && has_zero(*command.environment))) {
    return fail(Code::invalid_argument, command.program + ": a zero byte in an argument");
  }
  return {};
}

}  // namespace

Result<pid_t> spawn(const Command& command) {
  HG_TRY(validate(command));
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Error::from_errno(errno, "pipe"));
  const UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  Plan plan{command, pointers(command.argv), {}, {}, writing.get()};
  if (command.environment) plan.environment = pointers(*command.environment);

  sigset_t all;
  sigset_t ours;
  sigfillset(&all);
  sigemptyset(&plan.no_signals);
  ::pthread_sigmask(SIG_SETMASK, &all, &ours);
  const pid_t pid = start_child(plan);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &ours, nullptr);
  if (pid < 0) return fail(Error::from_errno(error, "vfork"));

  writing.reset();
  Report report{};
  ssize_t got = 0;
  while ((got = ::read(reading.get(), &report, sizeof report)) < 0 && errno == EINTR) {
  }
  if (got != sizeof report) return pid;
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return fail(explain(command, report));
}

}  // namespace hg::os
