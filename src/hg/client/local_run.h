// Becoming the local compiler.
#pragma once

#include "hg/client/invocation.h"
#include "hg/client/settings.h"
#include "hg/os/subprocess.h"

namespace hg::client {

// The compiler with the user's own words, and `environment` with HG_RECURSION one higher and the invocation's
// PATH.
os::Command compiler_command(const Invocation& invocation, const Settings& settings, char** environment);

// Replaces this process by compiler_command(). `slot_fd` (-1 = none) stays open in it. Returns the exit code
// only if that fails, after one line on stderr.
int become_compiler(const Invocation& invocation, const Settings& settings, char** environment, int slot_fd);

}  // namespace hg::client
