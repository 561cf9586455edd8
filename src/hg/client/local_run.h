// Becoming the local compiler.
#pragma once

#include "hg/client/invocation.h"
#include "hg/client/settings.h"

namespace hg::client {

// Replaces this process by the compiler: the user's own words, the given environment with HG_RECURSION one
// higher and the invocation's PATH. `slot_fd` (-1 = none) stays open in it. Returns the exit code only if
// that fails, after one line on stderr.
int become_compiler(const Invocation& invocation, const Settings& settings, char** environment, int slot_fd);

}  // namespace hg::client
