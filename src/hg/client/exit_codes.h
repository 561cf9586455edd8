// Our own exit codes, where HG_FALLBACK=0 forbids the local compile: distcc's numbers.
#pragma once

#include "hg/model/reason.h"

namespace hg::client {

inline constexpr int kExitFailed = 100;
inline constexpr int kExitConnect = 103;
inline constexpr int kExitCompilerMissing = 110;  // on every worker
inline constexpr int kExitRecursion = 111;
inline constexpr int kExitNoWorker = 116;
inline constexpr int kExitTimeout = 118;
inline constexpr int kExitNotExecutable = 126;  // the shell's
inline constexpr int kExitNotFound = 127;       // the shell's

int exit_code_of(model::Reason reason);

// Did the grid fail (as against a compile that only this machine can do)?
bool is_grid_failure(model::Reason reason);

}  // namespace hg::client
