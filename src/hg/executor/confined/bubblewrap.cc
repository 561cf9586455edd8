#include "hg/executor/confined/bubblewrap.h"

#include "hg/executor/confined/visible.h"
#include "hg/jail/jail.h"

namespace hg::executor {
namespace {

constexpr std::string_view kPrefix = "bwrap: ";
constexpr const char* kInsideJail = "/run/hg-jail";
constexpr const char* kInsideFilter = "/run/filter";

void append(std::vector<std::string>& words, std::initializer_list<std::string> more) {
  words.insert(words.end(), more);
}

}  // namespace

os::Command Bubblewrapped::confine(os::Command command) const {
  // No new session: a kill of the process group must reach the job at once. seccomp keeps it from the
  // terminal.
  std::vector<std::string> words = {bwrap_,
                                    "--unshare-user",
                                    "--uid",
                                    "65534",
                                    "--gid",
                                    "65534",
                                    "--unshare-ipc",
                                    "--unshare-pid",
                                    "--unshare-net",
                                    "--unshare-uts",
                                    "--unshare-cgroup-try",
                                    "--hostname",
                                    "job",
                                    "--die-with-parent",
                                    "--cap-drop",
                                    "ALL",
                                    "--dev",
                                    "/dev"};
  for (const std::string& path : visible_to(command.program)) append(words, {"--ro-bind-try", path, path});
  append(words, {"--ro-bind", files_.program, kInsideJail});
  if (!files_.filter.empty()) append(words, {"--ro-bind", files_.filter, kInsideFilter});
  const std::string& job = command.working_directory;
  append(words, {"--bind", job, job, "--chdir", job, "--remount-ro", "/", "--", kInsideJail});

  jail::Jail jail;
  jail.namespaces = false;
  jail.readable = visible_to(command.program);
  jail.processes = kProcesses;
  jail.filter = files_.filter.empty() ? std::string() : kInsideFilter;
  const std::vector<std::string> inner = jail::to_arguments(jail);
  words.insert(words.end(), inner.begin(), inner.end());
  words.push_back(command.program);
  if (!command.argv.empty()) words.insert(words.end(), command.argv.begin() + 1, command.argv.end());
  command.program = bwrap_;
  command.argv = std::move(words);
  return command;
}

std::optional<model::Failure> Bubblewrapped::failure(os::Captured& run) const {
  if (run.status.code > 128)
    run.status = {.code = 0, .signal = run.status.code - 128};  // as bwrap tells of signals
  if (run.status.code == 1 && run.err.starts_with(kPrefix)) {
    return model::Failure{model::Reason::bad_result, run.err.substr(0, run.err.find('\n'))};
  }
  return failure_of_jail(run);
}

}  // namespace hg::executor
