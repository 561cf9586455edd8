// Compiles in containers: each task in one of its own, from an image that has its compiler.
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/guarded.h"
#include "hg/container/engine.h"
#include "hg/executor/executor.h"
#include "hg/executor/limits.h"
#include "hg/model/toolchain.h"

namespace hg::executor {

struct ImageDriver {
  std::string image;  // id
  std::string driver;
  model::CompilerFamily family = model::CompilerFamily::gcc;
  std::vector<std::string> environment;  // for container::Spec
};

// Who a compiler is inside, and whose its files are outside. Root in a rootless engine is the engine's user.
struct ContainerUser {
  std::string inside;  // "65534:65534"
  uid_t uid = 0;       // of the job's files
  gid_t gid = 0;
};
// Nobody where this process is root, else itself.
ContainerUser container_user(bool rootless);

inline constexpr const char* kJobsLabel = "hybridgrid.jobs";

class DockerExecutor final : public Executor {
 public:
  struct Options {
    std::string job_root;  // exists, ours alone; the engine sees it at the same path
    Limits limits;
    ContainerUser user;
    std::uint64_t memory_bytes = std::uint64_t{4} << 30U;
    std::uint32_t processes = 256;
    double cpus = 2;  // the compiler and its assembler
  };
  using Lookup = std::function<Result<ImageDriver>(const model::ToolchainId&)>;
  // `on_lost` is called, from the thread that noticed, when an image is no longer there or the engine is not.
  // `engine` and `clock` must live longer.
  DockerExecutor(Options options, Lookup lookup, container::Engine& engine, const Clock& clock,
                 std::function<void()> on_lost = nullptr);

  // No container of the task is left, unless the engine is gone: then with the next task that finds it.
  model::CompileOutcome execute(const model::CompileTask& task, Cancellation cancellation) override;

 private:
  [[nodiscard]] container::Spec spec_for(const ImageDriver& driver, const std::string& directory,
                                         std::vector<std::string> arguments) const;
  tl::expected<os::Captured, model::Failure> run(const container::Spec& spec, const os::CaptureLimits& limits,
                                                 model::CompilerFamily family);
  model::Failure lost(const Error& error) const;
  void remove(const std::string& id);
  void remove_leftovers();

  Options options_;
  Lookup lookup_;
  container::Engine& engine_;
  const Clock& clock_;
  std::function<void()> on_lost_;
  Guarded<std::vector<std::string>> leftovers_;  // that the engine could not remove when it was asked to
};

// Removes the containers of workers that are no more; says how many. `is_abandoned` is asked with their
// directory of jobs.
Result<std::size_t> sweep_containers(container::Engine& engine,
                                     const std::function<bool(const std::string&)>& is_abandoned);

}  // namespace hg::executor
