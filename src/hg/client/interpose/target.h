// What is about to be run?
#pragma once

namespace hg::client::interpose {

enum class Target {
  other,     // none of our business
  compiler,  // a compiler's own executable: to be run through hgbuild
  hgbuild,   // hgbuild itself, by name or by a masquerading link
};

// `path` as exec would take it. A script or another tool (ccache, distcc) under a compiler's name is `other`:
// the compiler that it runs in the end is seen when it does. So is the compiler's own second stage (clang
// -cc1). Async-signal-safe; keeps errno.
Target inspect(const char* path, char* const* argv, const char* hgbuild);

// Searches PATH as execvp does and puts the first executable's path into `buffer`. Null if there is none.
const char* search_path(const char* name, char* buffer, unsigned long size);

}  // namespace hg::client::interpose
