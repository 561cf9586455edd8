// Three processes: the launcher outside, which the worker knows; the first one inside, which does nothing but
// wait, so that the kernel kills all others when it ends; and the program.
#include "hg/jail/launch.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "hg/jail/identity.h"
#include "hg/jail/landlock.h"
#include "hg/jail/report.h"
#include "hg/jail/root_view.h"
#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::jail {
namespace {

constexpr std::size_t kLargestFilter = 64U << 10U;

// What the inside tells the launcher through a pipe, once.
struct Ending {
  bool started = false;  // else the jail could not be made, or the program not be started
  int wait_status = 0;
  char message[400] = {};
};

struct User {
  unsigned uid = 0;
  unsigned gid = 0;
};

tl::unexpected<Error> failed(const char* what) {
  return fail(Error::from_errno(errno, what));
}

int complain(std::string_view message) {
  std::string line(kPrefix);
  line.append(message).append("\n");
  (void)os::write_all(STDERR_FILENO, line);
  return kFailed;
}

// A network namespace is the dearest of all (0.7 ms). Where seccomp refuses every socket and Landlock TCP,
// there are two walls without it.
unsigned long namespaces_of(const Jail& jail) {
  constexpr unsigned long kAlways = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;
  const bool shut = !jail.filter.empty() && landlock_abi() >= kFirstAbiForTcp;
  return shut ? kAlways : kAlways | CLONE_NEWNET;
}

// --- inside ---

Status limit_processes(std::uint64_t most) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NPROC, &limit) != 0) return failed("getrlimit");
  limit.rlim_max = std::min<rlim_t>(most, limit.rlim_max);
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NPROC, &limit) != 0) return failed("setrlimit");
  return {};
}

Status install_filter(const std::string& bytes) {
  if (bytes.empty() || bytes.size() % sizeof(sock_filter) != 0)
    return fail(Code::data_loss, "the seccomp program");
  sock_fprog program{};
  program.len = static_cast<unsigned short>(bytes.size() / sizeof(sock_filter));
  program.filter = reinterpret_cast<sock_filter*>(const_cast<char*>(bytes.data()));
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) return failed("seccomp");
  return {};
}

// As root: nobody. Else: nobody inside, with the user's own rights on files outside.
Status change_user(const User& user, bool in_user_namespace, std::uint64_t processes, Report& report) {
  report.user_namespace = in_user_namespace;
  if (user.uid == 0 && !in_user_namespace) {
    HG_TRY(become_nobody());
    report.other_user = true;
    // The limit of processes counts by user namespace: without one, all that nobody runs on this machine.
    report.user_namespace = ::unshare(CLONE_NEWUSER) == 0;
  }
  if (processes != 0 && report.user_namespace) return limit_processes(processes);
  return {};
}

Status confine(const Jail& jail, const User& user, bool in_user_namespace) {
  Report report;
  std::string filter;
  if (!jail.filter.empty()) {
    HG_TRY_ASSIGN(filter, os::read_file(jail.filter, kLargestFilter));
  }
  if (jail.namespaces) {
    if (in_user_namespace) HG_TRY(become_nobody_inside(user.uid, user.gid));
    HG_TRY(enter_root_view(jail.readable));
    (void)::sethostname("job", 3);
    HG_TRY(change_user(user, in_user_namespace, jail.processes, report));
    report.namespaces = true;
    report.network_namespace = (namespaces_of(jail) & CLONE_NEWNET) != 0;
  } else if (jail.processes != 0) {
    HG_TRY(limit_processes(jail.processes));
  }
  HG_TRY(drop_privileges());
  HG_TRY_ASSIGN(report.landlock, confine_with_landlock(jail.readable, "."));
  if (!filter.empty()) HG_TRY(install_filter(filter));
  report.seccomp = !filter.empty();
  if (jail.report) HG_TRY(os::write_all(STDOUT_FILENO, to_text(report)));
  return {};
}

void tell(int fd, const Ending& ending) {
  (void)os::write_all(fd, {reinterpret_cast<const char*>(&ending), sizeof ending});
}

void tell(int fd, const Error& error) {
  Ending ending;
  const std::string text = error.to_string();
  text.copy(static_cast<char*>(ending.message), sizeof ending.message - 1);
  tell(fd, ending);
}

[[noreturn]] void become(char* const* command, int told) {
  ::execve(command[0], command, environ);
  tell(told, Error::from_errno(errno, command[0]));
  ::_exit(kFailed);
}

// The parent's death kills us. It may have died before we asked for that: then nobody reads from the pipe.
void die_with_parent(int told) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  pollfd reader{told, 0, 0};
  if (::poll(&reader, 1, 0) > 0) ::_exit(kFailed);
}

// The first process of the pid namespace. Reaps whatever comes to it until the program has ended.
[[noreturn]] void be_first(const Jail& jail, char* const* command, const User& user, bool in_user_namespace,
                           int told) {
  if (const Status confined = confine(jail, user, in_user_namespace); !confined) {
    tell(told, confined.error());
    ::_exit(kFailed);
  }
  die_with_parent(told);  // after the change of user, which forgets it
  const pid_t program = ::vfork();
  if (program == 0) become(command, told);
  if (program < 0) {
    tell(told, Error::from_errno(errno, "fork"));
    ::_exit(kFailed);
  }
  Ending ending{.started = true};
  while (true) {
    const pid_t ended = ::wait4(-1, &ending.wait_status, 0, nullptr);
    if (ended == program || (ended < 0 && errno != EINTR)) break;
  }
  tell(told, ending);
  ::_exit(0);
}

// --- outside ---

int end_like(int wait_status) {
  if (WIFEXITED(wait_status)) return WEXITSTATUS(wait_status);
  const int number = WTERMSIG(wait_status);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::signal(number, SIG_DFL);
  ::raise(number);
  return 128 + number;
}

// The first report counts: that of a program that could not be started comes before its waiter's.
int wait_for(pid_t first, int reports) {
  Ending ending;
  ssize_t got = 0;
  while ((got = ::read(reports, &ending, sizeof ending)) < 0 && errno == EINTR) {
  }
  int status = 0;
  while (::waitpid(first, &status, 0) < 0 && errno == EINTR) {
  }
  if (got != sizeof ending) return end_like(WIFSIGNALED(status) ? status : SIGKILL);
  if (!ending.started) return complain(static_cast<const char*>(ending.message));
  return end_like(ending.wait_status);
}

// fork into new namespaces. Of one thread, so a bare clone does.
pid_t fork_into(unsigned long namespaces) {
  return static_cast<pid_t>(::syscall(SYS_clone, namespaces | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

int launch_into_namespaces(const Jail& jail, char* const* command) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (jail.parent != 0 && ::getppid() != jail.parent) return complain("the worker is gone");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return complain(Error::from_errno(errno, "pipe").message());
  const os::UniqueFd reading(ends[0]);
  os::UniqueFd writing(ends[1]);

  const unsigned long all = namespaces_of(jail);
  const User user{::geteuid(), ::getegid()};
  bool in_user_namespace = user.uid != 0;
  pid_t first = fork_into(in_user_namespace ? all | CLONE_NEWUSER : all);
  if (first < 0 && errno == EPERM && !in_user_namespace) {
    in_user_namespace = true;  // root in a container, without the right to mount
    first = fork_into(all | CLONE_NEWUSER);
  }
  if (first < 0) return complain(Error::from_errno(errno, "namespaces").message());
  if (first == 0) be_first(jail, command, user, in_user_namespace, writing.get());
  writing.reset();
  return wait_for(first, reading.get());
}

}  // namespace

int launch(const Jail& jail, char* const* command) {
  if (jail.namespaces) return launch_into_namespaces(jail, command);
  if (const Status confined = confine(jail, {}, false); !confined)
    return complain(confined.error().to_string());
  ::execve(command[0], command, environ);
  return complain(Error::from_errno(errno, command[0]).message());
}

}  // namespace hg::jail
