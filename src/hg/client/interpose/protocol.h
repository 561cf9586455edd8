// What `hgbuild run` tells libhginterpose.so, and what that tells back. Both come from one build.
//
// LD_PRELOAD carries the library into every program of a build. There it watches exec and posix_spawn: where
// a compiler is about to be run, `hgbuild COMPILER ARGS...` is run in its place. hgbuild is static, so it is
// not watched itself; and it is started without our variables, so neither is anything that it runs.
#pragma once

namespace hg::client::interpose {

inline constexpr char kHgbuildVariable[] = "HG_INTERPOSE_HGBUILD";  // absolute, symlinks resolved
inline constexpr char kLibraryVariable[] = "HG_INTERPOSE_LIBRARY";  // as it stands in LD_PRELOAD
inline constexpr char kTallyVariable[] = "HG_INTERPOSE_TALLY";      // a file; one byte is appended per event

enum class Event : char {
  loaded = 'L',       // the library has come into some program (at least once per build)
  intercepted = 'I',  // a compiler was replaced by hgbuild
  launched = 'H',     // the build ran hgbuild by itself (a launcher or a masquerading link)
};

}  // namespace hg::client::interpose
