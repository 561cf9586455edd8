#include "hg/capability/drivers.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <map>
#include <optional>
#include <tuple>

#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::capability {
namespace {

struct DriverName {
  std::string_view target;   // "aarch64-linux-gnu" or ""
  std::string_view program;  // "gcc"
  std::string_view version;  // "12" or ""
  [[nodiscard]] bool cxx() const { return program.ends_with("++"); }
};

constexpr std::array<std::string_view, 6> kPrograms = {"gcc", "g++", "clang", "clang++", "cc", "c++"};

bool is_version(std::string_view text) {
  const bool digits = text.find_first_not_of("0123456789.") == std::string_view::npos;
  return digits && !text.empty() && text.front() != '.' && text.back() != '.';
}

std::optional<DriverName> parse(std::string_view name) {
  DriverName driver;
  const std::size_t last = name.rfind('-');
  if (last != std::string_view::npos && is_version(name.substr(last + 1))) {
    driver.version = name.substr(last + 1);
    name = name.substr(0, last);
  }
  const std::size_t dash = name.rfind('-');
  driver.program = dash == std::string_view::npos ? name : name.substr(dash + 1);
  driver.target = dash == std::string_view::npos ? std::string_view() : name.substr(0, dash);
  const bool known = std::find(kPrograms.begin(), kPrograms.end(), driver.program) != kPrograms.end();
  // A target has at least two words; "afl-gcc", "c99-gcc" and "musl-gcc" are wrappers.
  const bool sound = driver.target.empty() || driver.target.find('-') != std::string_view::npos;
  if (!known || !sound) return std::nullopt;
  return driver;
}

// Lower is more telling.
auto rank(const std::string& path) {
  const std::string_view name = os::base_name(path);
  const DriverName driver = *parse(name);
  const bool generic = driver.program == "cc" || driver.program == "c++";
  return std::tuple(!driver.target.empty(), generic, driver.version.empty(), name.size());
}

// Two names with equal keys are one driver. gcc's nature is in the program, clang's also in the name it is
// called by.
auto key(const std::string& path, const DriverName& driver) {
  char resolved[PATH_MAX];
  const std::string program = ::realpath(path.c_str(), resolved) == nullptr ? path : resolved;
  const bool clang = os::base_name(program).find("clang") != std::string_view::npos;
  return std::tuple(program, clang && driver.cxx(), clang ? std::string(driver.target) : std::string());
}

}  // namespace

bool is_driver_name(std::string_view name) {
  return parse(name).has_value();
}

std::vector<std::string> find_drivers(const std::vector<std::string>& directories) {
  std::map<std::tuple<std::string, bool, std::string>, std::string> best;
  for (const std::string& directory : directories) {
    const auto names = os::list_directory(directory);
    if (!names) continue;
    for (const std::string& name : *names) {
      const std::optional<DriverName> driver = parse(name);
      const std::string path = os::join(directory, name);
      if (!driver || !os::is_executable_file(path)) continue;
      const auto [known, added] = best.emplace(key(path, *driver), path);
      if (!added && rank(path) < rank(known->second)) known->second = path;
    }
  }
  std::vector<std::string> drivers;
  for (const auto& [program, path] : best) drivers.push_back(path);
  std::sort(drivers.begin(), drivers.end());
  return drivers;
}

}  // namespace hg::capability
