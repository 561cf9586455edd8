// Runs one program in a jail, and ends as it ends.
#pragma once

#include "hg/jail/jail.h"

namespace hg::jail {

// Returns the program's exit code; ends by the program's signal, if it was one. kFailed, with a line on
// stderr, if the jail could not be made or the program not be started: then nothing of it has run. Whatever
// the program leaves running is killed before this returns, and everything is when this process or its parent
// is killed. `command` ends with a null pointer. For a program of one thread, once.
int launch(const Jail& jail, char* const* command);

}  // namespace hg::jail
