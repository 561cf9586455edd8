#include <cstdlib>

#include "commands.h"
#include "hg/os/host.h"

namespace hg::cmd {
namespace {

executor::Sandbox wanted(const std::string& name) {
  if (name == "jail") return executor::Sandbox::jail;
  if (name == "bubblewrap") return executor::Sandbox::bubblewrap;
  return name == "off" ? executor::Sandbox::off : executor::Sandbox::automatic;
}

}  // namespace

Result<executor::Chosen> choose_sandbox(const config::WorkerOptions& options, const std::string& directory) {
  executor::SandboxOptions sandbox;
  if (options.executor == "docker") {  // nothing runs but in containers
    sandbox.sandbox = executor::Sandbox::off;
    return executor::choose_sandbox(sandbox);
  }
  sandbox.sandbox = wanted(options.sandbox);
  sandbox.jail_program = os::companion_program("hg-jail");
  if (sandbox.jail_program.empty()) sandbox.jail_program = "hg-jail";
  sandbox.directory = directory;
  if (const char* path = std::getenv("PATH"); path != nullptr) sandbox.search_path = path;
  auto chosen = executor::choose_sandbox(sandbox);
  if (chosen) return chosen;
  if (!options.allow_unsandboxed) {
    return fail(Code::failed_precondition, "no sandbox works here (" + chosen.error().to_string() +
                                               "): install bubblewrap, allow user namespaces, or say "
                                               "--allow-unsandboxed if you trust every client");
  }
  sandbox.sandbox = executor::Sandbox::off;
  return executor::choose_sandbox(sandbox);
}

}  // namespace hg::cmd
