#include "hg/executor/confined/choose.h"

#include <unistd.h>

#include <algorithm>

#include "hg/executor/confined/bubblewrap.h"
#include "hg/jail/filter/filter.h"
#include "hg/jail/jail.h"
#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::executor {
namespace {

constexpr std::chrono::seconds kPatience(10);

// Runs hg-jail itself in the sandbox: inside it says which layers it could add and starts `true`.
Result<jail::Report> try_out(const Confinement& confinement, const SandboxOptions& options, bool inside) {
  HG_TRY_ASSIGN(const os::TempDir job, os::TempDir::make(options.directory, "try-"));
  os::Command command{.program = "/bin/true", .argv = {"true"}};
  command.environment = std::vector<std::string>{"PATH=/usr/bin:/bin"};
  command.working_directory = job.path();
  command.new_process_group = true;
  command = confinement.confine(std::move(command));
  // hg-jail's options begin after the program, or after bwrap's own.
  auto at = command.argv.begin() + 1;
  if (inside) {
    at = std::find(command.argv.begin(), command.argv.end(), "--no-namespaces");
  }
  command.argv.insert(at, "--report");
  os::CaptureLimits limits;
  limits.time = kPatience;
  HG_TRY_ASSIGN(os::Captured run, os::run_captured(std::move(command), limits));
  const auto failed = confinement.failure(run);
  if (failed) return fail(Code::failed_precondition, failed->message);
  if (!run.status.ok()) {
    return fail(Code::failed_precondition, "ended with " + std::to_string(run.status.shell_code()) + ": " +
                                               run.err.substr(0, run.err.find('\n')));
  }
  jail::Report report = jail::report_from(run.out);
  report.namespaces |= inside;
  report.network_namespace |= inside;
  report.user_namespace |= inside;
  return report;
}

Result<Chosen> jailed(const SandboxOptions& options, const JailFiles& files) {
  Chosen chosen{std::make_unique<Jailed>(files), Sandbox::jail, {}};
  HG_TRY_ASSIGN(chosen.layers, try_out(*chosen.confinement, options, false));
  return chosen;
}

Result<Chosen> bubblewrapped(const SandboxOptions& options, const JailFiles& files) {
  const std::string bwrap = os::find_program("bwrap", options.search_path);
  if (bwrap.empty()) return fail(Code::not_found, "bwrap is not installed");
  Chosen chosen{std::make_unique<Bubblewrapped>(bwrap, files), Sandbox::bubblewrap, {}};
  HG_TRY_ASSIGN(chosen.layers, try_out(*chosen.confinement, options, true));
  return chosen;
}

}  // namespace

Result<Chosen> choose_sandbox(const SandboxOptions& options) {
  if (options.sandbox == Sandbox::off) return Chosen{std::make_unique<Unconfined>(), Sandbox::off, {}};
  HG_TRY_ASSIGN(const std::string filter, jail::make_filter());
  const JailFiles files{options.jail_program, os::join(options.directory, "filter")};
  HG_TRY(os::write_file_atomic(files.filter, filter, 0644));
  std::string why;
  if (options.sandbox != Sandbox::bubblewrap) {
    auto chosen = jailed(options, files);
    if (chosen) return chosen;
    why = "hg-jail: " + chosen.error().to_string();
  }
  if (options.sandbox != Sandbox::jail) {
    auto chosen = bubblewrapped(options, files);
    if (chosen) return chosen;
    why += (why.empty() ? "bubblewrap: " : "; bubblewrap: ") + chosen.error().to_string();
  }
  return fail(Code::failed_precondition, std::move(why));
}

std::string Chosen::to_string() const {
  if (sandbox == Sandbox::off) return "none";
  std::string text = sandbox == Sandbox::jail ? "hg-jail: " : "bubblewrap: ";
  text += "mount, pid, ipc, uts";
  if (layers.network_namespace) text += ", network";
  if (layers.user_namespace) text += ", user";
  text += " namespaces";
  if (layers.other_user) text += ", another user";
  text += layers.landlock > 0 ? ", Landlock " + std::to_string(layers.landlock) : ", no Landlock";
  text += layers.seccomp ? ", seccomp" : ", no seccomp";
  // bwrap maps root to nobody, which does not change whose processes the kernel counts: nobody's it would
  // limit.
  if (sandbox == Sandbox::bubblewrap && ::geteuid() == 0) text += ", processes not limited";
  return text;
}

}  // namespace hg::executor
