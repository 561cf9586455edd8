// hg-worker: compiles for the grid on this machine.
#include <unistd.h>

#include <cstdlib>

#include "commands.h"
#include "hg/base/split.h"
#include "hg/os/file.h"
#include "hg/os/host.h"
#include "hg/os/path.h"
#include "hg/os/secrets.h"
#include "hg/os/signals.h"
#include "hg/rpc/grpc_log.h"
#include "hg/telemetry/stderr_log.h"

namespace hg::cmd {

capability::DetectOptions detection() {
  capability::DetectOptions options;
  const char* path = std::getenv("PATH");
  if (path != nullptr) {
    options.directories.clear();
    for (const std::string_view folder : split(path, ':')) {
      if (folder.starts_with('/')) options.directories.emplace_back(folder);
    }
  }
  const std::string runtime = os::runtime_directory();
  if (!runtime.empty()) options.memo_directory = os::join(runtime, "worker-toolchains");
  return options;
}

int refuse(const std::string& message) {
  (void)os::write_all(STDERR_FILENO, "hg-worker: " + message + "\n");
  return 1;
}

}  // namespace hg::cmd

int main(int argc, char** argv) {
  using namespace hg;
  os::set_up_signals();
  const auto options = config::parse_worker(argc, argv, [](const char* name) { return std::getenv(name); });
  if (!options) {
    (void)os::write_all(STDOUT_FILENO, options.error().out);
    (void)os::write_all(STDERR_FILENO, options.error().err);
    return options.error().code;
  }
  // Read by now. Compilers that are asked for their version need not know.
  (void)os::take_variable("HG_TOKEN");
  (void)os::take_variable("HG_JOIN");
  if (!options->token.empty() || !options->token_file.empty()) os::keep_memory_out_of_cores();
  if (options->action == config::WorkerOptions::Action::probe) return cmd::probe(*options);
  telemetry::log_to_stderr(options->log_level);
  rpc::route_grpc_log();
  return cmd::serve(*options);
}
