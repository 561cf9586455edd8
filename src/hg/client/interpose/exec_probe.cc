// Test program: runs "cc ARGS..." by the way that its first argument names and reports how that ended.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace {

constexpr const char* kPath = "/usr/bin/cc";

int exec_by(std::string_view way, char** args) {
  if (way == "execve") return execve(kPath, args, environ);
  if (way == "execv") return execv(kPath, args);
  if (way == "execvp") return execvp("cc", args);
  if (way == "execvpe") return execvpe("cc", args, environ);
  if (way == "execl") return execl(kPath, args[0], args[1], args[2], nullptr);
  if (way == "execlp") return execlp("cc", args[0], args[1], args[2], nullptr);
  if (way == "execle") return execle(kPath, args[0], args[1], args[2], nullptr, environ);
  if (way == "missing") return execv("/nowhere/cc", args);
  errno = ENOSYS;
  return -1;
}

// vfork on purpose: the child shares our memory until it execs.
pid_t vfork_by(std::string_view way, char** args) {
  const pid_t pid = vfork();
  if (pid == 0) {
    exec_by(way, args);
    _exit(errno);
  }
  return pid;
}

pid_t start(std::string_view way, char** args) {
  pid_t pid = -1;
  if (way == "posix_spawn") return posix_spawn(&pid, kPath, nullptr, nullptr, args, environ) == 0 ? pid : -1;
  if (way == "posix_spawnp") return posix_spawnp(&pid, "cc", nullptr, nullptr, args, environ) == 0 ? pid : -1;
  return vfork_by(way, args);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 99;
  char cc[] = "cc";
  char* args[] = {cc, argv[2], argv[3], nullptr};
  const pid_t pid = start(argv[1], args);
  int status = 0;
  if (pid < 0 || waitpid(pid, &status, 0) != pid) return 98;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
