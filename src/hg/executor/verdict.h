// The compiler's verdict, or this worker's failure?
#pragma once

#include <optional>

#include "hg/model/failure.h"
#include "hg/model/toolchain.h"
#include "hg/os/subprocess.h"

namespace hg::executor {

// What went wrong on this worker, or nullopt if the compiler has judged the source, well or badly. A user's
// own text that happens to read like a failure ("#error No space left on device") is taken for one: that
// costs another compile, while the opposite mistake would show a grid's trouble as the user's error.
std::optional<model::Failure> grid_failure(const os::Captured& run, model::CompilerFamily family);

// Was it SIGKILL that ended the compiler, or one of the programs that it runs? Not ours: the kernel's, as a
// rule, for want of memory.
bool killed(const os::Captured& run);

}  // namespace hg::executor
