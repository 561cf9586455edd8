// One run of a container: its streams, its start and its end, on three connections at a time.
#pragma once

#include <string>

#include "hg/base/clock.h"
#include "hg/container/exchange.h"
#include "hg/container/frames.h"
#include "hg/os/subprocess.h"

namespace hg::container {

class Session {
 public:
  struct Target {
    std::string socket;
    std::string container;  // "/v1.41/containers/ID"
    Duration timeout;       // until it has started
  };
  Session(Target target, const os::CaptureLimits& limits, const Clock& clock);

  // As Engine::run(). Once.
  Result<os::Captured> run();

 private:
  bool take(std::string_view bytes);
  // Goes on until `enough`; true if nobody stopped it.
  bool until(const std::function<bool()>& enough);
  [[nodiscard]] Status streams_are_sound() const;
  os::Captured captured(int exit_code);

  Target target_;
  os::CaptureLimits limits_;
  TimePoint deadline_;
  os::Captured result_;
  bool broken_ = false;
  Frames frames_;
  Exchange attach_;
  Exchange start_;
  Exchange wait_;
  Together together_;
};

}  // namespace hg::container
