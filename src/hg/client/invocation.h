// Which compiler is meant, and how it would have been called without us.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hg/client/settings.h"

namespace hg::client {

struct Invocation {
  std::string program{};            // the real compiler's path; empty = there is none
  std::vector<std::string> argv{};  // its own, argv[0] as the user would have typed it
  // PATH for the compiler: without the folders in which we stand in for it, so that it finds itself.
  std::string search_path{};
};

// Is `argv[0]` the name of a compiler, so that a link of that name to hgbuild stands in for it? gcc, g++, cc,
// c++, clang and clang++, with a target in front (x86_64-linux-gnu-gcc) and a version behind (clang++-14).
bool is_compiler_name(std::string_view name);

// `argv` begins with how the compiler is called: a name to be found on PATH, or a path. Candidates that are
// this very program are passed over.
Invocation resolve(std::vector<std::string> argv, const std::string& search_path);

// From our own command line to the compiler's: masquerade (argv[0] is a compiler's name), `hgbuild cc ARGS`,
// `hgbuild gcc-12 ARGS`, or, if the first argument is an option, all of them for cc.
Invocation resolve_command_line(const std::vector<std::string>& own_argv, const Settings& settings);

}  // namespace hg::client
