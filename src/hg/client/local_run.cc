#include "hg/client/local_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "hg/client/exit_codes.h"
#include "hg/os/file.h"

namespace hg::client {
namespace {

// Build tools pass descriptors by number (make's job server is 3 and 4); ours must not be taken for one.
constexpr int kOutOfTheWay = 200;

void keep_open(int fd) {
  if (fd < 0) return;
  // Both fail only if there are no more descriptors; the slot is then free too early, nothing else.
  if (const int high = ::fcntl(fd, F_DUPFD, kOutOfTheWay); high < 0) ::fcntl(fd, F_SETFD, 0);
}

bool is_variable(std::string_view entry, std::string_view name) {
  return entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=';
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> result;
  for (const auto& word : words)
    result.push_back(const_cast<char*>(word.c_str()));  // NOLINT: exec's signature
  result.push_back(nullptr);
  return result;
}

}  // namespace

os::Command compiler_command(const Invocation& invocation, const Settings& settings, char** environment) {
  std::vector<std::string> variables;
  for (char** entry = environment; *entry != nullptr; ++entry) {
    // A compiler asks nobody for a compile, and what it does not know it cannot tell.
    if (is_variable(*entry, "HG_RECURSION") || is_variable(*entry, "HG_TOKEN")) continue;
    variables.push_back(is_variable(*entry, "PATH") ? "PATH=" + invocation.search_path : *entry);
  }
  variables.push_back(fmt::format("HG_RECURSION={}", settings.depth + 1));
  return {.program = invocation.program, .argv = invocation.argv, .environment = std::move(variables)};
}

int become_compiler(const Invocation& invocation, const Settings& settings, char** environment, int slot_fd) {
  const os::Command command = compiler_command(invocation, settings, environment);
  keep_open(slot_fd);
  ::execve(command.program.c_str(), pointers(command.argv).data(), pointers(*command.environment).data());
  const int error = errno;
  const auto line = fmt::format("hgbuild: {}: {}\n", invocation.program, std::strerror(error));
  (void)os::write_all(STDERR_FILENO, line);
  return error == ENOENT ? kExitNotFound : kExitNotExecutable;
}

}  // namespace hg::client
