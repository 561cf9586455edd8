#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "compilers.h"
#include "hg/capability/host.h"
#include "hg/os/file.h"
#include "hg/os/host.h"
#include "hg/os/memory.h"

namespace hg::cmd {
namespace {

using Json = nlohmann::ordered_json;
using Found = capability::ToolchainDirectory::Found;

std::string_view family_name(model::CompilerFamily family) {
  return family == model::CompilerFamily::gcc ? "gcc" : "clang";
}

// "none" and why, where no sandbox works.
std::string sandbox_of(const config::WorkerOptions& options) {
  const auto directory = os::TempDir::make(os::temporary_directory(), "hg-probe-");
  if (!directory) return "none: " + directory.error().to_string();
  const auto chosen = choose_sandbox(options, directory->path());
  return chosen ? chosen->to_string() : "none: " + chosen.error().to_string();
}

// What containers there would be, whatever --executor says.
struct Containers {
  Result<container::About> engine = fail(Code::unavailable, "");
  std::vector<capability::ImageDirectory::State> images;
};

Containers look_at_containers(const config::WorkerOptions& options) {
  Containers containers;
  const auto engine = open_engine(options);
  const auto directory = os::TempDir::make(os::temporary_directory(), "hg-probe-");
  if (!engine || !directory) {
    containers.engine = fail(engine ? directory.error() : engine.error());
    return containers;
  }
  containers.engine = (*engine)->about();
  if (!containers.engine) return containers;
  containers.images = capability::ImageDirectory(**engine, image_options(options, directory->path())).list();
  return containers;
}

struct Machine {
  model::Capability host;
  std::uint64_t memory_available = os::memory_state().available;
  double load = os::load_average();
  std::uint64_t job_room = 0;  // bytes, where jobs have their directories
  std::string sandbox;
  std::vector<Found> compilers;
  Containers containers;
};

Json as_json(const model::Toolchain& toolchain, const std::string& driver) {
  return {{"id", toolchain.id.value()},
          {"family", family_name(toolchain.family)},
          {"language", toolchain.cxx ? "c++" : "c"},
          {"version", toolchain.version},
          {"target", toolchain.target},
          {"driver", driver}};
}

Json as_json(const Containers& containers) {
  if (!containers.engine) return {{"engine", nullptr}, {"problem", containers.engine.error().to_string()}};
  Json json = {{"engine", containers.engine->name},
               {"api", containers.engine->api},
               {"rootless", containers.engine->rootless},
               {"images", Json::array()}};
  for (const auto& state : containers.images) {
    Json image = {{"target", state.target},
                  {"image", state.image},
                  {"id", state.id},
                  {"problem", state.problem},
                  {"toolchains", Json::array()}};
    for (const auto& [toolchain, driver] : state.compilers) {
      image["toolchains"].push_back(as_json(toolchain, driver));
    }
    json["images"].push_back(std::move(image));
  }
  return json;
}

std::string as_json(const Machine& machine) {
  Json json = {{"name", machine.host.name},
               {"arch", machine.host.arch},
               {"cores", machine.host.cores},
               {"memory_bytes", machine.host.memory_bytes},
               {"memory_available_bytes", machine.memory_available},
               {"load_average", machine.load},
               {"job_room_bytes", machine.job_room},
               {"sandbox", machine.sandbox},
               {"toolchains", Json::array()}};
  for (const auto& [toolchain, driver] : machine.compilers) {
    json["toolchains"].push_back(as_json(toolchain, driver));
  }
  json["containers"] = as_json(machine.containers);
  return json.dump(2) + "\n";
}

double gib(std::uint64_t bytes) {
  return static_cast<double>(bytes) / (1ULL << 30U);
}

std::string row(const model::Toolchain& toolchain, const std::string& driver, std::size_t width) {
  return fmt::format("{:<{}}  {:<8}  {}  {}\n", driver, width, toolchain.version,
                     toolchain.id.value().substr(0, 16), toolchain.target);
}

std::string as_table(const Containers& containers) {
  if (!containers.engine) return fmt::format("containers: none: {}\n", containers.engine.error().to_string());
  std::string text = fmt::format("containers: {}, API {}{}\n", containers.engine->name,
                                 containers.engine->api, containers.engine->rootless ? ", rootless" : "");
  for (const auto& state : containers.images) {
    text += fmt::format("{}  {}  {}\n", state.target, state.image, state.problem);
    for (const auto& [toolchain, driver] : state.compilers)
      text += "  " + row(toolchain, driver, driver.size());
  }
  if (containers.images.empty()) text += "no image of dockcross, and none named (--docker-image)\n";
  return text;
}

std::string as_table(const Machine& machine) {
  std::string text =
      fmt::format("{}  {}  {} cores  {:.1f} GiB, {:.1f} free  load {:.1f}  {:.1f} GiB for jobs\n",
                  machine.host.name, machine.host.arch, machine.host.cores, gib(machine.host.memory_bytes),
                  gib(machine.memory_available), machine.load, gib(machine.job_room));
  text += fmt::format("sandbox: {}\n", machine.sandbox);
  std::size_t width = 0;
  for (const Found& found : machine.compilers) width = std::max(width, found.driver.size());
  for (const auto& [toolchain, driver] : machine.compilers) text += row(toolchain, driver, width);
  if (machine.compilers.empty()) text += "no gcc or clang found\n";
  return text + as_table(machine.containers);
}

}  // namespace

int probe(const config::WorkerOptions& options) {
  const capability::ToolchainDirectory directory(detection());
  Machine machine;
  machine.host = capability::describe_host();
  struct statvfs room{};
  const std::string jobs = executor::default_job_parent(os::temporary_directory());
  if (::statvfs(jobs.c_str(), &room) == 0) machine.job_room = std::uint64_t{room.f_bavail} * room.f_frsize;
  machine.sandbox = sandbox_of(options);
  machine.compilers = directory.list();
  machine.containers = look_at_containers(options);
  const Status written = os::write_all(STDOUT_FILENO, options.json ? as_json(machine) : as_table(machine));
  return written ? 0 : 1;
}

}  // namespace hg::cmd
