// The compiler as a child whose words are kept, and passed on as they come.
#pragma once

#include <string>

#include "hg/base/result.h"
#include "hg/client/ports.h"
#include "hg/os/subprocess.h"

namespace hg::client {

struct LocalRun {
  os::ExitStatus status{};
  std::string standard_output{};
  std::string standard_error{};
  bool complete = false;  // nothing of the two is missing
};

// Runs `command` with our standard input, and writes what it says to our own two streams. Where our stderr is
// a terminal, so is the child's, of the same width. A signal that comes is passed on, and stays pending. An
// error: nothing was started.
Result<LocalRun> run_and_keep(os::Command command, Interrupts& interrupts);

// Columns of the terminal that is our stderr, 0 if it is none.
unsigned terminal_columns();

}  // namespace hg::client
