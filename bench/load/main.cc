// hg-load: simulated workers, callers and a bare relay, for benchmarks of the coordinator.
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "callers.h"
#include "hg/base/log.h"
#include "hg/config/command_line.h"
#include "hg/config/values.h"
#include "hg/os/file.h"
#include "hg/os/signals.h"
#include "hop.h"
#include "workers.h"

namespace {

using namespace hg;

struct Options {
  bench::WorkersOptions workers;
  bench::CallersOptions callers;
  bool hold = false;
  bench::HopOptions hop;
};

config::Program program(Options& options) {
  using namespace config;
  Command workers{.name = "workers", .help = "Simulated workers", .options = {}};
  workers.options = {
      {"coordinator", "HOST:PORT", "Where they register", "", false,
       host_and_port(&options.workers.coordinator)},
      {"count", "N", "How many (1)", "", false, count(&options.workers.count, 1, 4096)},
      {"slots", "N", "Of each (4)", "", false, count(&options.workers.slots, 1, 4096)},
      {"hang", "", "Never answer a compile", "", false, on_off(&options.workers.hang)},
  };
  Command callers{.name = "callers", .help = "Callers in a closed loop", .options = {}};
  callers.options = {
      {"target", "HOST:PORT", "Whom they call", "", false, host_and_port(&options.callers.target)},
      {"callers", "N", "At a time (1)", "", false, count(&options.callers.callers, 1, 100'000)},
      {"calls", "N", "All in all (1000)", "", false, count(&options.callers.calls, 1, 100'000'000)},
      {"payload", "BYTES", "Of a source (512)", "", false, count(&options.callers.payload, 1, 100'000'000)},
      {"hold", "", "Send all calls at once and wait", "", false, on_off(&options.hold)},
  };
  Command hop{.name = "hop", .help = "A bare relay, or without --next its end", .options = {}};
  hop.options = {
      {"next", "HOST:PORT", "Where calls go on", "", false, host_and_port(&options.hop.next)},
      {"hold", "N", "Answer nothing; say when so many have come (0)", "", false,
       count(&options.hop.hold, 0, 100'000)},
  };
  return {.name = "hg-load",
          .help = "hg-load: load for benchmarks of the coordinator",
          .commands = {std::move(workers), std::move(callers), std::move(hop)}};
}

Status run(const std::string& command, const Options& options) {
  if (command == "workers") return bench::simulate_workers(options.workers);
  if (command == "callers") return bench::call(options.callers, options.hold, system_clock());
  return bench::serve_hop(options.hop);
}

}  // namespace

int main(int argc, char** argv) {
  os::set_up_signals();
  Options options;
  const auto command =
      config::parse(program(options), argc, argv, [](const char* name) { return std::getenv(name); });
  if (!command) {
    (void)os::write_all(STDOUT_FILENO, command.error().out);
    (void)os::write_all(STDERR_FILENO, command.error().err);
    return command.error().code;
  }
  const Status done = run(*command, options);
  if (!done) (void)os::write_all(STDERR_FILENO, "hg-load: " + done.error().to_string() + "\n");
  return done ? 0 : 1;
}
