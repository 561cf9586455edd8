// One prepared compile to its files, or to the decision to run the compiler here.
#pragma once

#include <string>
#include <vector>

#include "hg/base/clock.h"
#include "hg/client/ports.h"
#include "hg/client/prepare.h"
#include "hg/client/settings.h"

namespace hg::client {

struct Verdict {
  enum class Kind {
    local,        // become the compiler; `slot` says whether in a slot
    finished,     // compiled remotely, files in place: exit with `exit_code`
    refused,      // the grid could not, and HG_FALLBACK=0: exit with `exit_code`
    interrupted,  // a signal came: let it take effect
  };
  Kind kind = Kind::local;
  int exit_code = 0;
  bool slot = false;
  bool cached = false;          // finished, and from the cache: nobody compiled it now
  std::string standard_output;  // of a finished compile
  std::string standard_error;
  ipc::Outcome outcome;  // for the record: reason and detail, or worker and times
};

struct Ports {
  Preprocessor& preprocessor;
  Agent& agent;
  Files& files;
  Interrupts& interrupts;
  const Clock& clock;
};

// Never throws, never hangs, never writes to our own stdout or stderr. When the verdict is `local`, nothing
// of the attempt is left on disk except complete output files, which the local compile writes again.
Verdict run_pipeline(const Job& job, const Settings& settings, const Ports& ports);

}  // namespace hg::client
