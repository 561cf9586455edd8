#include "hg/os/subprocess.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "hg/os/file.h"
#include "hg/os/path.h"
#include "hg/os/spawn.h"

namespace hg::os {
namespace {

std::chrono::nanoseconds duration(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

}  // namespace

Result<Subprocess> Subprocess::start(const Command& command) {
  HG_TRY_ASSIGN(const pid_t pid, spawn(command));
  // Nobody else reaps the child, so the pid is its own, even if it has ended already.
  // (glibc 2.36 has a pidfd_open, but its header forgets extern "C".)
  UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  const int error = errno;
  Subprocess child(pid, std::move(pidfd), command.new_process_group);
  if (!child.pidfd_) return fail(Error::from_errno(error, "pidfd_open"));
  return child;
}

Subprocess::~Subprocess() {
  if (!running_) return;
  send_signal(SIGKILL);
  static_cast<void>(wait());
}

Subprocess::Subprocess(Subprocess&& other) noexcept
    : pid_(other.pid_),
      pidfd_(std::move(other.pidfd_)),
      group_(other.group_),
      running_(std::exchange(other.running_, false)),
      cpu_(other.cpu_) {}

Subprocess& Subprocess::operator=(Subprocess&& other) noexcept {
  std::swap(pid_, other.pid_);  // other's end kills what was ours
  std::swap(pidfd_, other.pidfd_);
  std::swap(group_, other.group_);
  std::swap(running_, other.running_);
  std::swap(cpu_, other.cpu_);
  return *this;
}

void Subprocess::send_signal(int signal) const {
  if (running_) ::kill(group_ ? -pid_ : pid_, signal);
}

ExitStatus Subprocess::wait() {
  int status = 0;
  rusage usage{};
  pid_t got = 0;
  while ((got = ::wait4(pid_, &status, 0, &usage)) < 0 && errno == EINTR) {
  }
  running_ = false;
  // Somebody ignores SIGCHLD or waits for any child, against the rules of the house: how it ended is lost.
  if (got < 0) return {.code = 127, .signal = 0};
  cpu_ = duration(usage.ru_utime) + duration(usage.ru_stime);
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

std::string find_program(std::string_view name, std::string_view search_path,
                         const std::function<bool(const std::string& candidate)>& skip) {
  const auto fits = [&](const std::string& path) {
    return is_executable_file(path) && !(skip && skip(path));
  };
  if (name.empty()) return {};
  if (name.find('/') != std::string_view::npos) {
    std::string path(name);
    return fits(path) ? path : std::string();
  }
  while (true) {
    const std::size_t colon = search_path.find(':');
    const std::string_view directory = search_path.substr(0, colon);
    std::string path = join(directory.empty() ? "." : directory, name);
    if (fits(path)) return path;
    if (colon == std::string_view::npos) return {};
    search_path.remove_prefix(colon + 1);
  }
}

}  // namespace hg::os
