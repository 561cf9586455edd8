// Compile slots without an agent: lock files.
#pragma once

#include <string>

#include "hg/base/result.h"
#include "hg/os/unique_fd.h"

namespace hg::client {

// Waits for one of `count` slots below `directory` and returns what holds it: whoever has the descriptor
// open, also after execve(), has the slot.
Result<os::UniqueFd> take_lock_slot(const std::string& directory, unsigned count);

}  // namespace hg::client
