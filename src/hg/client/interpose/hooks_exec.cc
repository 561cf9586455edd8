// execve and its family. <unistd.h> is not included: its nonnull attributes would let the compiler drop our
// null checks.
#include <alloca.h>
#include <dlfcn.h>
#include <sys/syscall.h>
#include <cstdarg>

#include "hg/client/interpose/dispatch.h"

#define HG_HOOK extern "C" __attribute__((visibility("default")))

extern "C" long syscall(long number, ...) noexcept;
extern "C" char** environ;

namespace hg::client::interpose {
namespace {

using Execve = int (*)(const char*, char* const*, char* const*);

// Found before main, as dlsym may allocate.
Execve g_execve = nullptr;
Execve g_execvpe = nullptr;

__attribute__((constructor)) void find_real_functions() {
  g_execve = reinterpret_cast<Execve>(dlsym(RTLD_NEXT, "execve"));
  g_execvpe = reinterpret_cast<Execve>(dlsym(RTLD_NEXT, "execvpe"));
}

int real_execve(const char* path, char* const* argv, char* const* environment) {
  if (g_execve != nullptr) return g_execve(path, argv, environment);
  return static_cast<int>(syscall(SYS_execve, path, argv, environment));
}

int real_execvpe(const char* file, char* const* argv, char* const* environment) {
  return g_execvpe != nullptr ? g_execvpe(file, argv, environment) : real_execve(file, argv, environment);
}

int run_path(const char* path, char* const* argv, char* const* environment) {
  return dispatch(path, argv, environment, false, real_execve);
}

int run_file(const char* file, char* const* argv, char* const* environment) {
  return dispatch(file, argv, environment, true, real_execvpe);
}

}  // namespace
}  // namespace hg::client::interpose

HG_HOOK int execve(const char* path, char* const argv[], char* const environment[]) noexcept {
  return hg::client::interpose::run_path(path, argv, environment);
}

HG_HOOK int execv(const char* path, char* const argv[]) noexcept {
  return hg::client::interpose::run_path(path, argv, environ);
}

HG_HOOK int execvp(const char* file, char* const argv[]) noexcept {
  return hg::client::interpose::run_file(file, argv, environ);
}

HG_HOOK int execvpe(const char* file, char* const argv[], char* const environment[]) noexcept {
  return hg::client::interpose::run_file(file, argv, environment);
}

// The variadic forms: arguments are gathered on this frame, as glibc does it.
#define HG_GATHER(first, list, argv)                                            \
  unsigned long argv##_size = 1;                                                \
  va_start(list, first);                                                        \
  while (va_arg(list, const char*) != nullptr) ++argv##_size;                   \
  va_end(list);                                                                 \
  auto** argv = static_cast<char**>(alloca((argv##_size + 1) * sizeof(char*))); \
  (argv)[0] = const_cast<char*>(first);                                         \
  va_start(list, first);                                                        \
  for (unsigned long i = 1; i <= argv##_size; ++i) (argv)[i] = va_arg(list, char*)

HG_HOOK int execl(const char* path, const char* first, ...) noexcept {
  va_list list;
  HG_GATHER(first, list, argv);
  va_end(list);
  return hg::client::interpose::run_path(path, argv, environ);
}

HG_HOOK int execlp(const char* file, const char* first, ...) noexcept {
  va_list list;
  HG_GATHER(first, list, argv);
  va_end(list);
  return hg::client::interpose::run_file(file, argv, environ);
}

HG_HOOK int execle(const char* path, const char* first, ...) noexcept {
  va_list list;
  HG_GATHER(first, list, argv);
  char* const* environment = va_arg(list, char* const*);
  va_end(list);
  return hg::client::interpose::run_path(path, argv, environment);
}
