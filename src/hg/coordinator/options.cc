#include "hg/coordinator/options.h"

#include <cmath>

namespace hg::coordinator {
namespace {

Status refuse(const char* what) {
  return fail(Code::invalid_argument, what);
}

Status check(const TailOptions& tail) {
  const auto sound = [](double factor) { return std::isfinite(factor) && factor > 1; };
  if (!sound(tail.factor) || !sound(tail.guess_factor)) return refuse("the tail factor must be above 1");
  if (!sound(tail.slow_factor)) return refuse("the factor of a slow worker must be above 1");
  if (tail.at_least <= Duration(0)) return refuse("an attempt is raced after a time above 0");
  return {};
}

}  // namespace

Status check(const Options& options) {
  const scheduler::Weights& w = options.weights;
  for (const double weight :
       {w.native_arch, w.cross_compile, w.per_core, w.per_gb, w.per_active_task, w.per_latency_ms, w.lan}) {
    if (!std::isfinite(weight)) return refuse("a weight must be a number");
  }
  for (const Duration delay : options.retry_delays) {
    if (delay < Duration(0)) return refuse("a retry's delay must not be below 0");
  }
  if (options.retry_jitter_percent > 100) return refuse("jitter is 0 to 100 percent");
  if (options.max_waiting == 0) return refuse("the queue must take at least one task");
  if (options.registry.heartbeat_interval <= Duration(0) || options.registry.missed_heartbeats < 1) {
    return refuse("heartbeats must have an interval above 0, and at least one may be missed");
  }
  HG_TRY(check(options.tail));
  if (const auto breaker = resilience::CircuitBreaker::make(options.breaker, system_clock()); !breaker) {
    return fail(breaker.error());
  }
  return {};
}

}  // namespace hg::coordinator
