#include "hg/compiler/identity/anatomy.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <string_view>

#include "hg/compiler/identity/ask.h"
#include "hg/compiler/identity/elf.h"
#include "hg/os/path.h"

namespace hg::compiler::identity {
namespace {

// Programs that answer every question as the compiler behind them would.
constexpr std::array<std::string_view, 7> kWrappers = {"ccache", "distcc",     "icecc",  "sccache",
                                                       "nocc",   "buildcache", "hgbuild"};

Status refuse_wrapper(const std::string& driver) {
  char resolved[PATH_MAX];
  if (::realpath(driver.c_str(), resolved) == nullptr) return {};
  const std::string_view name = os::base_name(resolved);
  if (std::find(kWrappers.begin(), kWrappers.end(), name) == kWrappers.end()) return {};
  return fail(Code::failed_precondition, driver + " is " + std::string(name) + ", a wrapper, not a compiler");
}

// The C library does not decide what code is made, and it is patched so often that it would split grids.
// Except libm: clang folds constants such as sin(1.0) with the host's (gcc with MPFR).
bool decides_code(const Anatomy::Part& library, model::CompilerFamily family) {
  constexpr std::array<std::string_view, 6> kCLibrary = {"ld-linux", "libc.so",       "libdl.so",
                                                         "librt.so", "libpthread.so", "ld-musl"};
  const std::string_view name = std::string_view(library.role).substr(std::string_view("library ").size());
  if (name.starts_with("libm.so")) return family == model::CompilerFamily::clang;
  return std::none_of(kCLibrary.begin(), kCLibrary.end(),
                      [&](auto prefix) { return name.starts_with(prefix); });
}

Status add_libraries(const SearchEnvironment& environment, Anatomy& anatomy) {
  std::vector<Anatomy::Part> found;
  for (const Anatomy::Part& part : anatomy.parts) {
    if (part.role.find(' ') != std::string::npos || part.role == "specs") continue;  // a text, not a program
    HG_TRY_ASSIGN(const std::vector<Anatomy::Part> libraries, shared_libraries(part.path, environment));
    for (const Anatomy::Part& library : libraries) {
      if (decides_code(library, anatomy.family)) found.push_back(library);
    }
  }
  anatomy.parts.insert(anatomy.parts.end(), found.begin(), found.end());
  return {};
}

}  // namespace

Result<Anatomy> dissect(const std::string& driver, const SearchEnvironment& environment) {
  HG_TRY(elf_interpreter(driver));
  HG_TRY(refuse_wrapper(driver));
  Anatomy anatomy;
  anatomy.cxx = os::base_name(driver).find("++") != std::string_view::npos;
  anatomy.parts.push_back({"driver", driver});
  HG_TRY_ASSIGN(const std::string who, ask(driver, {"--version"}, environment));
  if (who.find("clang version") != std::string::npos) {
    HG_TRY(dissect_clang(driver, environment, anatomy));
  } else if (who.find("Free Software Foundation") != std::string::npos) {
    HG_TRY(dissect_gcc(driver, environment, anatomy));
  } else {
    return fail(Code::failed_precondition, driver + " is neither gcc nor clang");
  }
  HG_TRY(add_libraries(environment, anatomy));
  std::sort(anatomy.parts.begin(), anatomy.parts.end());
  anatomy.parts.erase(std::unique(anatomy.parts.begin(), anatomy.parts.end()), anatomy.parts.end());
  return anatomy;
}

}  // namespace hg::compiler::identity
