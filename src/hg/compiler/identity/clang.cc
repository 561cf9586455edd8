#include <climits>
#include <cstdlib>

#include "hg/base/split.h"
#include "hg/compiler/identity/anatomy.h"
#include "hg/compiler/identity/ask.h"
#include "hg/os/path.h"

namespace hg::compiler::identity {
namespace {

// -fsanitize= reads lists from the resource directory without being told: they decide what is instrumented.
Status add_resource_lists(const std::string& driver, const SearchEnvironment& environment, Anatomy& anatomy) {
  HG_TRY_ASSIGN(const std::string resources, ask(driver, {"-print-resource-dir"}, environment));
  const std::string share = os::join(resources, "share");
  if (!os::is_directory(share)) {
    anatomy.absent.push_back(share);
    return {};
  }
  HG_TRY_ASSIGN(const std::vector<std::string> names, os::list_directory(share));
  for (const std::string& name : names) {
    const bool decides = name.ends_with("list.txt");
    if (decides) anatomy.parts.push_back({"list " + name, os::join(share, name)});
  }
  return {};
}

// --version names the configuration files that are read before any argument of ours.
void add_configuration(const std::string& version_text, Anatomy& anatomy) {
  constexpr std::string_view kLabel = "Configuration file: ";
  int count = 0;
  for (const std::string_view line : split(version_text, '\n')) {
    if (!line.starts_with(kLabel)) continue;
    anatomy.parts.push_back(
        {"configuration " + std::to_string(count++), std::string(line.substr(kLabel.size()))});
  }
}

// Names under which clang 16 and later look for one beside the program.
void expect_no_new_configuration(const std::string& driver, Anatomy& anatomy) {
  char resolved[PATH_MAX];
  if (::realpath(driver.c_str(), resolved) == nullptr) return;
  const std::string directory(os::directory_name(resolved));
  const std::string mode = anatomy.cxx ? "clang++.cfg" : "clang.cfg";
  for (const std::string& name : {mode, anatomy.target + "-" + mode, anatomy.target + ".cfg"}) {
    const std::string path = os::join(directory, name);
    if (!os::exists(path)) anatomy.absent.push_back(path);
  }
}

}  // namespace

Status dissect_clang(const std::string& driver, const SearchEnvironment& environment, Anatomy& anatomy) {
  anatomy.family = model::CompilerFamily::clang;
  HG_TRY_ASSIGN(anatomy.version, ask(driver, {"-dumpversion"}, environment));
  HG_TRY_ASSIGN(anatomy.target, ask(driver, {"-dumpmachine"}, environment));
  HG_TRY_ASSIGN(const std::string version_text, ask(driver, {"--version"}, environment));
  add_configuration(version_text, anatomy);
  expect_no_new_configuration(driver, anatomy);
  return add_resource_lists(driver, environment, anatomy);
}

}  // namespace hg::compiler::identity
