// Landlock: which files may be read, run and written, for this process and all its children, for ever.
#pragma once

#include <string>
#include <vector>

#include "hg/base/result.h"

namespace hg::jail {

inline constexpr int kFirstAbiForTcp = 4;

// What the kernel knows; 0 where it has no Landlock.
int landlock_abi();

// Everything that is there may be read; only what is in `readable` (where it exists) may be run; only below
// `directory` and to the devices in /dev may be written. No TCP, no signals to and no abstract sockets of
// others, where the kernel knows that. The ABI that was used; 0 where the kernel has no Landlock.
// no_new_privs must be set.
Result<int> confine_with_landlock(const std::vector<std::string>& readable, const std::string& directory);

}  // namespace hg::jail
