// Whether a worker can be trusted with a task: its circuit, whether it answers, and how fast it is.
#pragma once

#include <optional>

#include "hg/base/clock.h"
#include "hg/coordinator/options.h"
#include "hg/resilience/circuit_breaker.h"

namespace hg::coordinator {

// How a task ended that had a slot.
enum class End { verdict, workers_fault, other };

// A compile took `ratio` times as long as expected.
struct Measurement {
  double ratio = 1;
  bool sure = false;  // the expectation came from compiles of the same source
};

// Pure but for the clock. Not thread-safe.
class WorkerHealth {
 public:
  // Both must outlive the object.
  WorkerHealth(const Options& options, const Clock& clock);

  [[nodiscard]] bool serves() const;        // may have a task, now or when it has answered
  [[nodiscard]] bool usable() const;        // now
  [[nodiscard]] bool slow() const;          // take another one if there is any
  [[nodiscard]] bool on_probation() const;  // it was slow long ago: one task shows whether it still is
  [[nodiscard]] double slowness() const;    // how many times as long as usual it takes; 1 = as usual
  [[nodiscard]] resilience::CircuitState circuit() const;
  [[nodiscard]] Duration until_probe() const;  // while the circuit is open, else 0

  void started();
  void ended(End end);
  void at_fault();  // outside of any task: heartbeats missed, a client's report, a fault that was seen later

  // Its connection broke. True if it must be asked whether it is there; it is not used until it answers.
  bool doubted();
  void answered(bool yes);  // after "no" it does not serve, and is asked again by whoever watches changes
  [[nodiscard]] bool unanswered() const { return reach_ == Reach::gone; }
  void believed();  // it is back by its own word

  void took(const Measurement& measurement);

  // When one of the above changes by time alone, if ever.
  [[nodiscard]] std::optional<TimePoint> changes_at() const;

 private:
  enum class Reach { good, asked, gone };

  [[nodiscard]] bool was_slow() const;  // by its last measurements, however long ago

  const Options* options_;
  const Clock* clock_;
  std::optional<resilience::CircuitBreaker> breaker_;
  Reach reach_ = Reach::good;
  double log_slowness_ = 0;
  TimePoint last_sample_{};
  Duration slow_for_;  // after the last sample
};

}  // namespace hg::coordinator
