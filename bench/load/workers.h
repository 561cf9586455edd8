// Simulated workers: registered and heartbeating like real ones, but compiles are answered at once, or never.
#pragma once

#include <cstdint>
#include <string>

#include "hg/base/result.h"

namespace hg::bench {

struct WorkersOptions {
  std::string coordinator;  // host:port
  std::uint32_t count = 1;
  std::uint32_t slots = 4;  // of each
  bool hang = false;        // never answer a compile
  std::uint32_t heartbeat_ms = 10'000;
};

// Prints "ready" when all are registered; serves until standard input ends. Fails if one cannot register.
Status simulate_workers(const WorkersOptions& options);

}  // namespace hg::bench
