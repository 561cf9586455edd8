// How many things this machine does at once for its own builds.
#pragma once

#include "hg/os/memory.h"

namespace hg::client::agent {

struct SlotBudget {
  unsigned compile = 1;     // compiles and links that run here
  unsigned preprocess = 1;  // beside them
};

// Of `all`, which is what an idle machine with memory to spare allows, while `compiling` of its compile slots
// are taken. Both kinds share the processors: each compile that runs here takes the place of a preprocessor,
// but for one. Memory that becomes scarce leaves half of both, and one of each when there is hardly any left.
SlotBudget slot_budget(const SlotBudget& all, unsigned compiling, const os::MemoryState& memory);

}  // namespace hg::client::agent
