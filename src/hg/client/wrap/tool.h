// Runs a build tool in the foreground as a shell would, with somebody looking on.
#pragma once

#include <chrono>

#include "hg/base/result.h"
#include "hg/os/subprocess.h"

namespace hg::client::wrap {

// Told what passes while the tool runs, on the thread that waits for it.
class Onlooker {
 public:
  virtual ~Onlooker() = default;
  virtual void tick() = 0;       // every now and then (Waiting::tick)
  virtual void resized() = 0;    // the terminal has another size
  virtual void stopping() = 0;   // ^Z: we are about to stop, the terminal must be left clean
  virtual void continued() = 0;  // fg
};

struct Ended {
  os::ExitStatus status;
  bool interrupted = false;  // ^C was typed, or SIGINT sent to us

  // The shell's convention, and 130 for a build that ^C ended, whatever the tool makes of it (ninja: 2, make:
  // SIGINT).
  [[nodiscard]] int exit_code() const { return interrupted && !status.ok() ? 130 : status.shell_code(); }
};

// Runs `command` to its end. The tool stays in our process group and keeps our descriptors (a jobserver's
// too). What is typed (^C) reaches it from the terminal and is not passed on; signals that were sent to us
// alone are. Blocks SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT and SIGWINCH in this thread for good:
// for a program without other threads.
Result<Ended> run_tool(os::Command command, Onlooker& onlooker, std::chrono::milliseconds tick);

}  // namespace hg::client::wrap
