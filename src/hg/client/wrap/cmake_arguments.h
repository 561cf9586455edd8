// What a cmake command line is about, and hgbuild in it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hg::client::wrap {

enum class CmakeMode {
  configure,  // makes or renews a build tree: gets the compiler launcher
  build,      // --build, --workflow: runs a build tool
  other,      // -E, -P, --install, --help, --version, ...: none of our business
};

// `arguments` without "cmake" itself.
CmakeMode cmake_mode(const std::vector<std::string>& arguments);

// The build tree of a configure run: -B DIR, else "." (a wrong guess only costs the look into its cache).
std::string cmake_build_tree(const std::vector<std::string>& arguments);

struct CmakeSurroundings {
  std::function<std::optional<std::string>(std::string_view name)> variable;  // of the environment
  std::string cache;  // CMakeCache.txt of the tree, or empty
};

// `arguments` of a configure run with -DCMAKE_C_COMPILER_LAUNCHER=hgbuild and the same for C++ in front. The
// -D form and not the environment's: try_compile does not see it, so configuring stays fast. A language whose
// launcher the user chose (-D, environment, cache of the tree) is left to him.
std::vector<std::string> with_launcher(const std::vector<std::string>& arguments, const std::string& hgbuild,
                                       const CmakeSurroundings& surroundings);

// Did the user say how many jobs `cmake --build` starts? -j, --parallel, $CMAKE_BUILD_PARALLEL_LEVEL or -j
// behind "--".
bool cmake_has_jobs(const std::vector<std::string>& arguments, bool parallel_level_set);

}  // namespace hg::client::wrap
