// The signals that end a program, held back while there is something to tidy up.
#pragma once

#include <csignal>
#include <optional>

#include "hg/client/ports.h"
#include "hg/os/signals.h"

namespace hg::client {

// SIGINT, SIGTERM, SIGHUP and SIGQUIT, as far as they are not ignored. For the only thread of a program.
class RealInterrupts final : public Interrupts {
 public:
  ~RealInterrupts() override { disarm(); }
  int arm() override;
  bool pending() override { return signal() != 0; }
  int signal() override;
  void disarm() override;

 private:
  sigset_t before_{};
  std::optional<os::SignalFd> signals_;
};

}  // namespace hg::client
