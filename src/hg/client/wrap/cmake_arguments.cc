#include "hg/client/wrap/cmake_arguments.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "hg/os/path.h"

namespace hg::client::wrap {
namespace {

constexpr std::array<std::string_view, 2> kLanguages = {"C", "CXX"};

bool starts_with_any(std::string_view word, std::initializer_list<std::string_view> prefixes) {
  for (const std::string_view prefix : prefixes) {
    if (word.starts_with(prefix)) return true;
  }
  return false;
}

std::string launcher_variable(std::string_view language) {
  return "CMAKE_" + std::string(language) + "_COMPILER_LAUNCHER";
}

// "NAME=value" or "NAME:TYPE=value".
bool defines(std::string_view definition, std::string_view name) {
  return definition.starts_with(name) && definition.size() > name.size() &&
         (definition[name.size()] == '=' || definition[name.size()] == ':');
}

bool defined_on_command_line(const std::vector<std::string>& arguments, std::string_view name) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word == "-D" && i + 1 < arguments.size() && defines(arguments[i + 1], name)) return true;
    if (word.starts_with("-D") && defines(word.substr(2), name)) return true;
  }
  return false;
}

// The value of `name` in the text of a CMakeCache.txt; empty if it has none.
std::string cached(std::string_view cache, std::string_view name) {
  while (!cache.empty()) {
    const std::string_view line = cache.substr(0, cache.find('\n'));
    if (defines(line, name) && line.find('=') != std::string_view::npos) {
      return std::string(line.substr(line.find('=') + 1));
    }
    cache.remove_prefix(std::min(line.size() + 1, cache.size()));
  }
  return {};
}

bool chosen_by_user(const std::vector<std::string>& arguments, const std::string& name,
                    const CmakeSurroundings& surroundings) {
  if (defined_on_command_line(arguments, name) || surroundings.variable(name)) return true;
  // What an hgbuild of another place left in the cache is ours to renew.
  const std::string launcher = cached(surroundings.cache, name);
  return !launcher.empty() && os::base_name(launcher) != "hgbuild";
}

}  // namespace

CmakeMode cmake_mode(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return CmakeMode::other;
  const std::string& first = arguments[0];
  if (first == "--build" || first == "--workflow") return CmakeMode::build;
  if (first == "-E" || first == "--install" || first == "--open" || first == "--find-package") {
    return CmakeMode::other;
  }
  constexpr std::array<std::string_view, 8> kWithoutTree = {"-P",    "-N",     "-h",       "-H",
                                                            "-help", "-usage", "-version", "/V"};
  for (const std::string& word : arguments) {
    const bool exact = std::find(kWithoutTree.begin(), kWithoutTree.end(), word) != kWithoutTree.end();
    if (exact || starts_with_any(word, {"--help", "--version", "--list-presets"})) return CmakeMode::other;
  }
  return CmakeMode::configure;
}

std::string cmake_build_tree(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "-B" && i + 1 < arguments.size()) return arguments[i + 1];
    if (arguments[i].starts_with("-B")) return arguments[i].substr(2);
  }
  // "cmake DIR" renews DIR if that is a build tree; the caller's look into its cache finds out.
  if (arguments.size() == 1 && !arguments[0].starts_with("-")) return arguments[0];
  return ".";
}

std::vector<std::string> with_launcher(const std::vector<std::string>& arguments, const std::string& hgbuild,
                                       const CmakeSurroundings& surroundings) {
  std::vector<std::string> result;
  for (const std::string_view language : kLanguages) {
    const std::string name = launcher_variable(language);
    if (!chosen_by_user(arguments, name, surroundings)) result.push_back("-D" + name + ":STRING=" + hgbuild);
  }
  result.insert(result.end(), arguments.begin(), arguments.end());
  return result;
}

bool cmake_has_jobs(const std::vector<std::string>& arguments, bool parallel_level_set) {
  if (parallel_level_set) return true;
  for (const std::string& word : arguments) {
    if (word.starts_with("-j") || word.starts_with("--parallel")) return true;
  }
  return false;
}

}  // namespace hg::client::wrap
