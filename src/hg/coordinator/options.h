// The coordinator's settings.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "hg/base/clock.h"
#include "hg/coordinator/worker_gate.h"
#include "hg/registry/registry.h"
#include "hg/scheduler/score.h"

namespace hg::coordinator {

struct Options {
  registry::Options registry;
  scheduler::Weights weights;
  // How long to wait before the second, third, ... attempt of a task; after the last one it has failed.
  std::vector<Duration> retry_delays{Duration(0), std::chrono::milliseconds(100),
                                     std::chrono::milliseconds(200), std::chrono::milliseconds(400)};
  std::size_t max_waiting = 10'000;  // tasks without a worker; each keeps its source in memory
  double latency_smoothing = 0.2;    // the weight of the newest measurement
  // Makes the gate of each worker. Without one, every worker is always given work.
  std::function<std::unique_ptr<WorkerGate>()> make_gate;
};

}  // namespace hg::coordinator
