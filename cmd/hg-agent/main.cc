// hg-agent: one per user, started by hgbuild (docs/agent-protocol.md). `hg-agent` by hand does the same.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

#include "hg/base/clock.h"
#include "hg/base/log.h"
#include "hg/base/version.h"
#include "hg/client/agent/agent.h"
#include "hg/client/agent/daemon.h"
#include "hg/client/agent/grpc_coordinator.h"
#include "hg/discovery/mdns/mdns.h"
#include "hg/os/file.h"
#include "hg/os/host.h"
#include "hg/os/secrets.h"
#include "hg/os/signals.h"
#include "hg/os/socket.h"
#include "hg/rpc/grpc_log.h"

namespace {

using namespace hg;

constexpr std::string_view kHelp =
    "usage: hg-agent [--help | --version]\n"
    "\n"
    "Keeps the connection to the coordinator and the local slots for this user's hgbuild,\n"
    "which starts it when needed. It goes to the background and leaves when idle.\n"
    "\n"
    "environment: HG_AGENT_IDLE  seconds without a client before it leaves (600)\n"
    "             HG_AGENT_LOG   file for its log (none)\n"
    "             HG_DISCOVERY   off: no coordinator is looked for on the network (mdns)\n";

int fail_with(const std::string& message) {
  (void)os::write_all(STDERR_FILENO, "hg-agent: " + message + "\n");
  return 1;
}

Result<std::chrono::seconds> idle_time() {
  const char* text = std::getenv("HG_AGENT_IDLE");
  if (text == nullptr || *text == '\0') return std::chrono::minutes(10);
  unsigned seconds = 0;
  const char* end = text + std::string_view(text).size();
  const auto parsed = std::from_chars(text, end, seconds);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return fail(Code::invalid_argument,
                std::string("HG_AGENT_IDLE: '") + text + "' is not a number of seconds");
  }
  return std::chrono::seconds(seconds);
}

bool may_discover() {
  const char* how = std::getenv("HG_DISCOVERY");
  return how == nullptr || *how == '\0' || std::string_view(how) == "mdns";
}

void write_log(log::Level, std::string_view line) {
  (void)os::write_all(STDERR_FILENO, std::string(line) + "\n");
}

// The log is standard error: opened once we are in the background.
void open_log(const std::string& path) {
  if (path.empty()) return;
  const os::UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file || ::dup2(file.get(), STDERR_FILENO) < 0) return;
  log::set_sink(write_log, log::Level::info);
}

Result<os::UniqueFd> listener(const std::string& path) {
  if (auto inherited = client::agent::inherited_listener()) return inherited;
  return os::listen_unix(path);
}

int serve(os::UniqueFd socket, const std::string& path, std::chrono::seconds idle) {
  rpc::route_grpc_log();
  auto loop = client::agent::EventLoop::make(system_clock());
  if (!loop) return fail_with(loop.error().to_string());
  const unsigned cpus = os::cpu_count();
  client::agent::AgentOptions options;
  options.socket_path = path;
  options.compile_slots = cpus;
  options.preprocess_slots = std::max(2U, cpus * 3 / 2);
  options.idle = idle;
  if (may_discover()) options.discover = discovery::start_mdns;
  const client::agent::Agent agent(
      **loop, std::move(socket), options,
      [](const std::string& address, const model::Access& access) {
        return client::agent::open_grpc_coordinator(address, access, system_clock());
      },
      [&] { (*loop)->stop(); });
  log::info("hg-agent {} serves {}", version(), path);
  (*loop)->run();
  log::info("hg-agent leaves");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--help" || argument == "-h") return os::write_all(STDOUT_FILENO, kHelp) ? 0 : 1;
    if (argument == "--version" || argument == "-V") {
      return os::write_all(STDOUT_FILENO, "hg-agent " + std::string(version()) + "\n") ? 0 : 1;
    }
    return fail_with("unknown option '" + std::string(argument) + "'; see hg-agent --help") + 1;
  }
  os::set_up_signals();
  // Clients tell us their tokens; ours may be another's by now.
  (void)os::take_variable("HG_TOKEN");
  os::keep_memory_out_of_cores();
  const std::string directory = os::runtime_directory();
  if (directory.empty()) return fail_with("no runtime directory that is ours; set XDG_RUNTIME_DIR");
  const auto idle = idle_time();
  if (!idle) return fail_with(idle.error().to_string());
  const char* log_file = std::getenv("HG_AGENT_LOG");
  const std::string log_path = log_file == nullptr ? "" : log_file;
  const std::string path = directory + "/agent.sock";
  auto socket = listener(path);
  if (!socket) return fail_with(socket.error().to_string());
  auto kept = client::agent::go_to_background(*std::move(socket));
  if (!kept) return fail_with(kept.error().to_string());
  open_log(log_path);
  return serve(*std::move(kept), path, *idle);
}
