#include "hg/executor/confined/jailed.h"

#include <unistd.h>

#include "hg/executor/confined/visible.h"
#include "hg/jail/jail.h"

namespace hg::executor {

os::Command Jailed::confine(os::Command command) const {
  jail::Jail jail;
  jail.readable = visible_to(command.program);
  jail.filter = files_.filter;
  jail.processes = kProcesses;
  jail.parent = ::getpid();
  std::vector<std::string> words = jail::to_arguments(jail);
  words.insert(words.begin(), files_.program);
  words.push_back(command.program);
  if (!command.argv.empty()) words.insert(words.end(), command.argv.begin() + 1, command.argv.end());
  command.program = files_.program;
  command.argv = std::move(words);
  return command;
}

std::optional<model::Failure> Jailed::failure(os::Captured& run) const {
  return failure_of_jail(run);
}

std::optional<model::Failure> failure_of_jail(const os::Captured& run) {
  if (run.status.signal != 0 || run.status.code != jail::kFailed || !run.err.starts_with(jail::kPrefix))
    return std::nullopt;
  std::string line = run.err.substr(0, run.err.find('\n'));
  const bool missing = line.ends_with("No such file or directory") || line.ends_with("Permission denied");
  const bool exhausted = line.ends_with("Resource temporarily unavailable") ||
                         line.ends_with("Cannot allocate memory") ||
                         line.ends_with("No space left on device");
  if (exhausted) return model::Failure{model::Reason::worker_out_of_memory, std::move(line)};
  return model::Failure{missing ? model::Reason::no_matching_toolchain : model::Reason::bad_result,
                        std::move(line)};
}

}  // namespace hg::executor
