#include "compilers.h"

#include <algorithm>
#include <set>

#include "hg/base/log.h"
#include "hg/os/host.h"

namespace hg::cmd {
namespace {

executor::ToolchainLookup lookup_in(const capability::ToolchainDirectory& directory) {
  return [&directory](const model::ToolchainId& id) -> Result<executor::LocalCompiler> {
    HG_TRY_ASSIGN(const auto found, directory.find(id));
    return executor::LocalCompiler{found.driver, found.toolchain.family};
  };
}

executor::DockerExecutor::Lookup lookup_in(const capability::ImageDirectory& images) {
  return [&images](const model::ToolchainId& id) -> Result<executor::ImageDriver> {
    HG_TRY_ASSIGN(auto found, images.find(id));
    return executor::ImageDriver{std::move(found.image), std::move(found.driver), found.toolchain.family,
                                 std::move(found.environment)};
  };
}

Status swept(container::Engine& engine) {
  HG_TRY_ASSIGN(const std::size_t count,
                executor::sweep_containers(engine, &executor::JobRoot::is_abandoned));
  if (count > 0) log::info("{} containers of workers that are no more were removed", count);
  return {};
}

}  // namespace

std::map<std::string, std::string> container_labels(const std::string& jobs) {
  return {{executor::kJobsLabel, jobs}};
}

capability::ImageDirectory::Options image_options(const config::WorkerOptions& options,
                                                  const std::string& jobs) {
  capability::ImageDirectory::Options images;
  for (const auto& [target, image] : options.docker.images) images.wishes.push_back({target, image});
  images.pull = options.docker.pull;
  images.program = os::companion_program("hg-toolchains");
  images.labels = container_labels(jobs);
  return images;
}

Result<std::unique_ptr<container::Engine>> open_engine(const config::WorkerOptions& options) {
  HG_TRY_ASSIGN(std::string socket, container::engine_socket(options.docker.host));
  container::SocketEngine::Options engine;
  engine.socket = std::move(socket);
  return std::make_unique<container::SocketEngine>(std::move(engine), system_clock());
}

void Compilers::use_native(const executor::Limits& limits, const executor::JobRoot& jobs,
                           const executor::Confinement& confinement, std::function<void()> on_stale) {
  directory_.emplace(detection(), std::move(on_stale));
  native_.emplace(executor::NativeExecutor::Options{.job_root = jobs.path(), .limits = limits},
                  lookup_in(*directory_), confinement, system_clock());
}

Status Compilers::use_docker(const config::WorkerOptions& options, const executor::Limits& limits,
                             const executor::JobRoot& jobs, std::function<void()> on_stale) {
  HG_TRY_ASSIGN(engine_, open_engine(options));
  const auto about = engine_->about();
  if (!about && options.executor == "docker") return fail(about.error());
  if (!about) log::warn("no containers for now: {}", about.error().to_string());
  engine_name_ = about ? about->name : "no engine yet";
  if (about) {
    if (Status done = swept(*engine_); !done) log::warn("sweeping containers: {}", done.error().to_string());
  }
  images_.emplace(*engine_, image_options(options, jobs.path()));
  executor::DockerExecutor::Options docker;
  docker.job_root = jobs.path();
  docker.user = executor::container_user(about && about->rootless);
  docker.limits = limits;
  if (limits.memory_bytes != 0) docker.memory_bytes = limits.memory_bytes;
  docker_.emplace(std::move(docker), lookup_in(*images_), *engine_, system_clock(), std::move(on_stale));
  return {};
}

Result<std::unique_ptr<Compilers>> Compilers::make(const config::WorkerOptions& options,
                                                   const executor::Limits& limits,
                                                   const executor::JobRoot& jobs,
                                                   const executor::Confinement& confinement,
                                                   std::function<void()> on_stale) {
  std::unique_ptr<Compilers> compilers(new Compilers);
  if (options.executor != "docker") compilers->use_native(limits, jobs, confinement, on_stale);
  if (options.executor != "native") HG_TRY(compilers->use_docker(options, limits, jobs, on_stale));
  if (compilers->native_ && compilers->docker_) {
    const capability::ToolchainDirectory& own = *compilers->directory_;
    compilers->either_.emplace(
        *compilers->native_, [&own](const model::ToolchainId& id) { return own.find(id).has_value(); },
        *compilers->docker_);
  }
  if (options.executor == "native" && compilers->toolchains().empty()) {
    return fail(Code::not_found,
                "no compiler in PATH: install gcc or clang, or add the folder that has one to PATH");
  }
  return compilers;
}

executor::Executor& Compilers::executor() {
  if (either_) return *either_;
  if (native_) return *native_;
  return *docker_;
}

std::vector<model::Toolchain> Compilers::toolchains() const {
  std::vector<model::Toolchain> all;
  if (directory_) all = directory_->toolchains();
  std::set<model::ToolchainId> known;
  for (const model::Toolchain& toolchain : all) known.insert(toolchain.id);
  if (images_) {
    for (model::Toolchain& toolchain : images_->toolchains()) {
      if (known.insert(toolchain.id).second) all.push_back(std::move(toolchain));
    }
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return all;
}

bool Compilers::rescan() {
  const bool native = directory_ && directory_->rescan();
  const bool docker = images_ && images_->rescan();
  return native || docker;
}

std::string Compilers::to_string() const {
  if (!docker_) return "native";
  return (native_ ? "native and docker (" : "docker (") + engine_name_ + ")";
}

}  // namespace hg::cmd
