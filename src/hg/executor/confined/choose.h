// Which confinement works on this machine, found out by trying.
#pragma once

#include <memory>
#include <string>

#include "hg/base/result.h"
#include "hg/executor/confined/jailed.h"
#include "hg/jail/report.h"

namespace hg::executor {

enum class Sandbox { automatic, jail, bubblewrap, off };

struct SandboxOptions {
  Sandbox sandbox = Sandbox::automatic;
  std::string jail_program;  // hg-jail; it is beside hg-worker
  std::string directory;     // ours alone; the seccomp program is written there, and the try is made there
  std::string search_path = "/usr/bin:/bin";  // where bwrap is looked for
};

struct Chosen {
  std::unique_ptr<Confinement> confinement;
  Sandbox sandbox = Sandbox::off;
  jail::Report layers;  // what held in the try
  // "hg-jail: mount, pid, network, ipc, uts and user namespaces; another user; Landlock 7; seccomp"
  [[nodiscard]] std::string to_string() const;
};

// The first that works. failed_precondition, saying for each why it did not, if none does. Sandbox::off
// always works.
Result<Chosen> choose_sandbox(const SandboxOptions& options);

}  // namespace hg::executor
