// Keeps a secret that a program was given from getting out of it by accident.
#pragma once

#include <string>

namespace hg::os {

// Takes a variable out of our environment, its bytes too: no child inherits it, and /proc/PID/environ does
// not show it. "" if it is not set. Only while there is one thread.
std::string take_variable(const char* name);

// From now on a core file of ours, or of our children, holds no memory: there is none, or, where a program is
// told of crashes, an empty one.
void keep_memory_out_of_cores();

}  // namespace hg::os
