// The coordinator's settings.
#pragma once

#include <cstddef>
#include <vector>

#include "hg/base/clock.h"
#include "hg/registry/registry.h"
#include "hg/resilience/circuit_breaker.h"
#include "hg/scheduler/score.h"

namespace hg::coordinator {

struct Options {
  registry::Options registry;
  scheduler::Weights weights;
  // How long to wait before the second, third, ... attempt of a task; after the last one it has failed.
  std::vector<Duration> retry_delays{Duration(0), std::chrono::milliseconds(100),
                                     std::chrono::milliseconds(200), std::chrono::milliseconds(400)};
  std::size_t max_waiting = 10'000;             // tasks without a worker; each keeps its source in memory
  double latency_smoothing = 0.2;               // the weight of the newest measurement
  resilience::CircuitBreaker::Options breaker;  // each worker has one; with values that it refuses, none
};

}  // namespace hg::coordinator
