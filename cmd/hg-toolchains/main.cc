// hg-toolchains: says which compilers are in the image that it runs in. hg-worker runs it there, once for
// each image; people need not. docs/formats/toolchain-id.md
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "hg/base/split.h"
#include "hg/base/version.h"
#include "hg/capability/toolchain_directory.h"
#include "hg/os/file.h"

namespace hg {
namespace {

constexpr std::string_view kUsage =
    "usage: hg-toolchains\n"
    "Prints the compilers in PATH and their ids as JSON. hg-worker runs it in images; `hg-worker probe` "
    "shows "
    "what came of it.\n";

// What compiles in this image will get, too: its PATH and nothing else.
capability::DetectOptions detection() {
  const char* path = std::getenv("PATH");
  capability::DetectOptions options;
  options.environment = {path == nullptr ? "/usr/bin:/bin" : path, "", "/nonexistent"};
  options.directories.clear();
  for (const std::string_view folder : split(options.environment.path, ':')) {
    if (folder.starts_with('/')) options.directories.emplace_back(folder);
  }
  return options;
}

std::string as_json(const capability::ToolchainDirectory& directory) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& [toolchain, driver] : directory.list()) {
    list.push_back({{"id", toolchain.id.value()},
                    {"family", toolchain.family == model::CompilerFamily::gcc ? "gcc" : "clang"},
                    {"language", toolchain.cxx ? "c++" : "c"},
                    {"version", toolchain.version},
                    {"target", toolchain.target},
                    {"driver", driver}});
  }
  return list.dump() + "\n";
}

}  // namespace
}  // namespace hg

int main(int argc, char** argv) {
  using namespace hg;
  const std::string argument = argc > 1 ? argv[1] : "";
  if (argument == "--version") {
    return os::write_all(STDOUT_FILENO, "hg-toolchains " + std::string(version()) + "\n") ? 0 : 1;
  }
  if (argc > 1) {
    (void)os::write_all(argument == "--help" ? STDOUT_FILENO : STDERR_FILENO, kUsage);
    return argument == "--help" ? 0 : 2;
  }
  return os::write_all(STDOUT_FILENO, as_json(capability::ToolchainDirectory(detection()))) ? 0 : 1;
}
