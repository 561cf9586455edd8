// Compiles with the compilers of this machine.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/executor/confinement.h"
#include "hg/executor/executor.h"
#include "hg/executor/limits.h"
#include "hg/os/memory.h"
#include "hg/os/subprocess.h"

namespace hg::executor {

class Job;

// A compiler of this machine. Clients name toolchains by id only; which program that is, is decided here.
struct LocalCompiler {
  std::string driver;
  model::CompilerFamily family = model::CompilerFamily::gcc;
};

// The compiler that has this id now; not_found if there is none (any more). Thread-safe, cheap: asked for
// every task.
using ToolchainLookup = std::function<Result<LocalCompiler>(const model::ToolchainId&)>;

// Each task has its own directory, process group and limits, and an environment that says nothing of this
// machine.
class NativeExecutor final : public Executor {
 public:
  struct Options {
    std::string job_root;  // exists, ours alone
    Limits limits;
    std::string search_path = "/usr/bin:/bin";  // PATH of the compilers: where gcc finds its assembler
    std::function<std::uint64_t()> oom_kills = os::oom_kills;  // how often the kernel has killed so far
  };
  // `confinement` and `clock` must live longer.
  NativeExecutor(Options options, ToolchainLookup lookup, const Confinement& confinement, const Clock& clock);

  model::CompileOutcome execute(const model::CompileTask& task, Cancellation cancellation) override;

 private:
  [[nodiscard]] bool died_of_memory(const os::Captured& run);
  [[nodiscard]] os::Command command_for(const Job& job, const LocalCompiler& compiler) const;

  Options options_;
  ToolchainLookup lookup_;
  const Confinement& confinement_;
  const Clock& clock_;
  std::vector<os::Command::Limit> limits_;
  std::atomic<std::uint64_t> kills_seen_;
};

}  // namespace hg::executor
