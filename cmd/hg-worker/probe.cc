#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "hg/capability/host.h"
#include "hg/os/file.h"
#include "hg/os/host.h"

namespace hg::cmd {
namespace {

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

std::string as_json(const model::Capability& host, const std::string& sandbox,
                    const std::vector<Found>& compilers) {
  nlohmann::ordered_json json = {{"name", host.name},   {"arch", host.arch},
                                 {"cores", host.cores}, {"memory_bytes", host.memory_bytes},
                                 {"sandbox", sandbox},  {"toolchains", nlohmann::ordered_json::array()}};
  for (const auto& [toolchain, driver] : compilers) {
    json["toolchains"].push_back({{"id", toolchain.id.value()},
                                  {"family", family_name(toolchain.family)},
                                  {"language", toolchain.cxx ? "c++" : "c"},
                                  {"version", toolchain.version},
                                  {"target", toolchain.target},
                                  {"driver", driver}});
  }
  return json.dump(2) + "\n";
}

std::string as_table(const model::Capability& host, const std::string& sandbox,
                     const std::vector<Found>& compilers) {
  std::string text = fmt::format("{}  {}  {} cores  {:.1f} GiB\n", host.name, host.arch, host.cores,
                                 static_cast<double>(host.memory_bytes) / (1ULL << 30U));
  text += fmt::format("sandbox: {}\n", sandbox);
  std::size_t width = 0;
  for (const Found& found : compilers) width = std::max(width, found.driver.size());
  for (const auto& [toolchain, driver] : compilers) {
    text += fmt::format("{:<{}}  {:<8}  {}  {}\n", driver, width, toolchain.version,
                        toolchain.id.value().substr(0, 16), toolchain.target);
  }
  if (compilers.empty()) text += "no gcc or clang found\n";
  return text;
}

}  // namespace

int probe(const config::WorkerOptions& options) {
  const capability::ToolchainDirectory directory(detection());
  const model::Capability host = capability::describe_host();
  const auto compilers = directory.list();
  const std::string sandbox = sandbox_of(options);
  const Status written = os::write_all(
      STDOUT_FILENO, options.json ? as_json(host, sandbox, compilers) : as_table(host, sandbox, compilers));
  return written ? 0 : 1;
}

}  // namespace hg::cmd
