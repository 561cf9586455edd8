#include "hg/executor/confined/visible.h"

#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "hg/os/path.h"

namespace hg::executor {
namespace {

constexpr std::array<const char*, 12> kSystem = {
    "/bin",       "/etc/alternatives",
    "/etc/clang", "/etc/ld.so.cache",
    "/lib",       "/lib32",
    "/lib64",     "/libx32",
    "/opt",       "/sbin",
    "/snap",      "/usr",
};
constexpr std::array<const char*, 7> kOfPrefix = {"bin",   "include", "lib",  "lib32",
                                                  "lib64", "libexec", "share"};

bool is_below(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::string real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? std::string(real.get()) : path;
}

void add_toolchain(const std::string& driver, std::vector<std::string>& paths) {
  const std::string folder(os::directory_name(driver));
  if (folder == "/" || folder == ".") return;
  paths.push_back(folder);
  if (os::base_name(folder) != "bin") return;
  const std::string prefix(os::directory_name(folder));
  for (const char* name : kOfPrefix) paths.push_back(os::join(prefix, name));
}

}  // namespace

std::vector<std::string> visible_to(const std::string& driver) {
  std::vector<std::string> paths(kSystem.begin(), kSystem.end());
  add_toolchain(driver, paths);
  add_toolchain(real_path(driver), paths);
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> outermost;
  for (std::string& path : paths) {
    const bool shown = std::any_of(outermost.begin(), outermost.end(), [&](const std::string& known) {
      return path == known || is_below(path, known);
    });
    if (!shown) outermost.push_back(std::move(path));
  }
  return outermost;
}

}  // namespace hg::executor
