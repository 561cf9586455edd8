#include "commands/shims.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <set>

#include "commands/commands.h"
#include "hg/client/interpose/compiler_name.h"
#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::hgbuild {
namespace {

using client::interpose::is_compiler_name;

std::string link_target(const std::string& path) {
  std::array<char, PATH_MAX> buffer{};
  const ssize_t length = ::readlink(path.c_str(), buffer.data(), buffer.size());
  return length <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(length));
}

// Names of compilers in PATH, each once.
std::set<std::string> compilers_in_path() {
  std::set<std::string> names;
  const std::string path = variable("PATH").value_or("/usr/bin:/bin");
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::string directory(rest.substr(0, rest.find(':')));
    rest.remove_prefix(std::min(directory.size() + 1, rest.size()));
    const auto entries = os::list_directory(directory);
    if (!entries) continue;
    for (const std::string& name : *entries) {
      if (is_compiler_name(name.c_str()) && os::is_executable_file(os::join(directory, name)))
        names.insert(name);
    }
  }
  return names;
}

Status make_link(const std::string& self, const std::string& path) {
  const std::string old = link_target(path);
  if (old == self) return {};
  if (!old.empty() && os::base_name(old) == "hgbuild") ::unlink(path.c_str());
  if (::symlink(self.c_str(), path.c_str()) == 0) return {};
  return fail(Error::from_errno(errno, path));
}

int install(const Context& context, const std::string& directory) {
  if (auto made = os::make_directories(directory); !made) {
    return complain(context, kExitFailed, made.error().to_string(), "choose a directory that you may write");
  }
  const std::set<std::string> names = compilers_in_path();
  for (const std::string& name : names) {
    if (auto linked = make_link(context.self, os::join(directory, name)); !linked) {
      return complain(context, kExitFailed, linked.error().to_string(),
                      "remove it, or choose another directory");
    }
  }
  (void)os::write_all(STDOUT_FILENO, fmt::format("{} links in {}\nexport PATH={}:$PATH\n", names.size(),
                                                 directory, directory));
  return kExitOk;
}

int list(const Context& context, const std::string& directory) {
  const auto entries = os::list_directory(directory);
  if (!entries) return complain(context, kExitFailed, entries.error().to_string(), "");
  std::string text;
  for (const std::string& name : *entries) {
    const std::string target = link_target(os::join(directory, name));
    if (os::base_name(target) == "hgbuild") text += fmt::format("{} -> {}\n", name, target);
  }
  (void)os::write_all(STDOUT_FILENO, text);
  return kExitOk;
}

}  // namespace

int shims_command(const Context& context, const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments[0] == "install") return install(context, arguments[1]);
  if (arguments.size() == 2 && arguments[0] == "list") return list(context, arguments[1]);
  return complain(context, kExitUsage, "shims takes \"install DIR\" or \"list DIR\"",
                  "see hgbuild help shims");
}

}  // namespace hg::hgbuild
