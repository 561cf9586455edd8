// Whether a killed process group is gone. Inside of `os` only.
#pragma once

#include <sys/types.h>

namespace hg::os {

// Whether a process of `group` can still do something. One that has ended but that its parent (often the init
// process, which may take its time) has not reaped cannot. Looks into /proc only if the group exists at all.
bool group_is_running(pid_t group);

}  // namespace hg::os
