#include "hg/client/invocation.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::client {
namespace {

bool is_this_program(const std::string& path) {
  struct stat candidate{};
  struct stat self{};
  return ::stat(path.c_str(), &candidate) == 0 && ::stat("/proc/self/exe", &self) == 0 &&
         candidate.st_dev == self.st_dev && candidate.st_ino == self.st_ino;
}

// Without "-12", "-14.0.6".
std::string_view without_version(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || dash + 1 == name.size()) return name;
  const auto version = name.substr(dash + 1);
  const bool is_version = version.find_first_not_of("0123456789.") == std::string_view::npos;
  return is_version ? name.substr(0, dash) : name;
}

// Searches `search_path` for `name`; folders where it is ourselves are left out of `rest`.
std::string search(std::string_view name, std::string_view search_path, std::string& rest) {
  std::string kept;
  std::size_t begin = 0;
  while (begin <= search_path.size()) {
    const std::size_t end = std::min(search_path.find(':', begin), search_path.size());
    const auto folder = search_path.substr(begin, end - begin);
    const std::string candidate = (folder.empty() ? "." : std::string(folder)) + "/" + std::string(name);
    const bool executable = os::is_executable_file(candidate);
    if (executable && !is_this_program(candidate)) {
      rest = kept + std::string(search_path.substr(begin));
      return candidate;
    }
    if (!executable) kept.append(folder).append(":");
    begin = end + 1;
  }
  return {};
}

}  // namespace

bool is_compiler_name(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames = {"gcc", "g++", "cc", "c++", "clang", "clang++"};
  const auto stem = without_version(name);
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view known) {
    return stem == known || (stem.size() > known.size() && stem.ends_with(known) &&
                             stem[stem.size() - known.size() - 1] == '-');
  });
}

Invocation resolve(std::vector<std::string> argv, const std::string& search_path) {
  Invocation invocation{.program = {}, .argv = std::move(argv), .search_path = search_path};
  std::string& name = invocation.argv[0];
  const bool is_path = name.find('/') != std::string::npos;
  if (is_path && !is_this_program(name)) {
    if (os::exists(name)) invocation.program = name;  // execve() says what is wrong with it
    return invocation;
  }
  invocation.program = search(os::base_name(name), search_path, invocation.search_path);
  // A path to ourselves means nothing to the compiler; a bare name is what the user typed.
  if (is_path && !invocation.program.empty()) name = invocation.program;
  return invocation;
}

Invocation resolve_command_line(const std::vector<std::string>& own_argv, const Settings& settings) {
  if (is_compiler_name(os::base_name(own_argv[0]))) return resolve(own_argv, settings.search_path);
  std::vector<std::string> argv(own_argv.begin() + 1, own_argv.end());
  // A launcher in front of CC="hgbuild gcc": we are already here.
  while (!argv.empty() && os::base_name(argv[0]) == "hgbuild" && is_this_program(argv[0]))
    argv.erase(argv.begin());
  if (argv.empty() || argv[0].starts_with('-')) {
    argv.insert(argv.begin(), settings.cc);
  } else if (argv[0] == "cc") {
    argv[0] = settings.cc;
  } else if (argv[0] == "c++") {
    argv[0] = settings.cxx;
  }
  return resolve(std::move(argv), settings.search_path);
}

}  // namespace hg::client
