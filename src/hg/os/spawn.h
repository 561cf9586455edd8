// The step from a Command to a running child. Inside of `os` only; everybody else takes Subprocess.
#pragma once

#include <sys/types.h>

#include "hg/base/result.h"
#include "hg/os/subprocess.h"

namespace hg::os {

// The child's pid, after its exec has succeeded. Errors as Subprocess::start; then there is no child.
Result<pid_t> spawn(const Command& command);

}  // namespace hg::os
