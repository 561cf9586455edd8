// The coordinator's settings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/registry/registry.h"
#include "hg/resilience/circuit_breaker.h"
#include "hg/scheduler/score.h"

namespace hg::coordinator {

// Which of two workers gets a task: the one with the higher score, or the one that is expected to end first.
enum class Policy : std::uint8_t { score, cost };

// Attempts that take too long are raced by a second one, when nothing waits and another worker has a free
// slot.
struct TailOptions {
  bool race = true;
  double factor = 3;        // so many times the expected time, where this source was compiled before
  double guess_factor = 4;  // … where the size of its text is all that is known
  Duration at_least = std::chrono::milliseconds(500);
  double slow_factor = 4;  // a worker that takes so many times as long as the others is taken last
  // … for so long; then one task shows whether it still is. Each time that it is, the next one is twice as
  // far away, up to the longest.
  Duration slow_first = std::chrono::seconds(3);
  Duration slow_longest = std::chrono::minutes(1);
};

struct Options {
  registry::Options registry;
  Policy policy = Policy::score;
  scheduler::Weights weights;
  // How long to wait before the second, third, ... attempt of a task; after the last one it has failed.
  std::vector<Duration> retry_delays{Duration(0), std::chrono::milliseconds(100),
                                     std::chrono::milliseconds(200), std::chrono::milliseconds(400)};
  unsigned retry_jitter_percent = 25;           // a wait of d becomes one of [d - d * jitter, d]
  std::size_t max_waiting = 10'000;             // tasks without a worker; each keeps its source in memory
  double latency_smoothing = 0.2;               // the weight of the newest measurement
  resilience::CircuitBreaker::Options breaker;  // each worker has one
  TailOptions tail;
  Duration probe_again = std::chrono::seconds(1);  // a worker that did not answer when it was asked
};

// invalid_argument, naming the value, if they make no sense. With a breaker's options that it refuses,
// workers have none.
Status check(const Options& options);

}  // namespace hg::coordinator
