// What a worker compiles with, as its options say: its machine's compilers, those of images, or both.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands.h"
#include "hg/capability/images/image_directory.h"
#include "hg/container/socket_engine.h"
#include "hg/executor/docker/docker_executor.h"
#include "hg/executor/either/either_executor.h"
#include "hg/executor/job_root.h"
#include "hg/executor/native_executor.h"

namespace hg::cmd {

// Containers of a worker that looks around, and of those that compile.
std::map<std::string, std::string> container_labels(const std::string& jobs);

// The images that the options name. `engine` as they say where it is.
capability::ImageDirectory::Options image_options(const config::WorkerOptions& options,
                                                  const std::string& jobs);
Result<std::unique_ptr<container::Engine>> open_engine(const config::WorkerOptions& options);

class Compilers {
 public:
  // `on_stale` is called, from any thread, when the offer is no longer true: rescan() is due. `confinement`
  // and `jobs` must live longer. failed_precondition or not_found, with what to do, if nothing can be
  // offered.
  static Result<std::unique_ptr<Compilers>> make(const config::WorkerOptions& options,
                                                 const executor::Limits& limits,
                                                 const executor::JobRoot& jobs,
                                                 const executor::Confinement& confinement,
                                                 std::function<void()> on_stale);

  executor::Executor& executor();
  [[nodiscard]] std::vector<model::Toolchain> toolchains() const;  // each once, sorted by name
  bool rescan();                                                   // true if the offer is another one now
  // Engines come and go, and say nothing when images do: look again from time to time.
  [[nodiscard]] bool changes_unseen() const { return images_.has_value(); }
  [[nodiscard]] std::string to_string() const;  // "native", "docker (Docker Engine 20.10.24)"

 private:
  Compilers() = default;
  void use_native(const executor::Limits& limits, const executor::JobRoot& jobs,
                  const executor::Confinement& confinement, std::function<void()> on_stale);
  Status use_docker(const config::WorkerOptions& options, const executor::Limits& limits,
                    const executor::JobRoot& jobs, std::function<void()> on_stale);

  std::optional<capability::ToolchainDirectory> directory_;
  std::optional<executor::NativeExecutor> native_;
  std::unique_ptr<container::Engine> engine_;
  std::string engine_name_;
  std::optional<capability::ImageDirectory> images_;
  std::optional<executor::DockerExecutor> docker_;
  std::optional<executor::EitherExecutor> either_;
};

}  // namespace hg::cmd
