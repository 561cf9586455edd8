// Keeps away from a store that keeps failing: then an operation costs nothing instead of a time-out.
#pragma once

#include <string>

#include "hg/base/guarded.h"
#include "hg/cache/store.h"
#include "hg/resilience/circuit_breaker.h"

namespace hg::cache::tiers {

// As thread-safe as what it wraps and does not own. Misses are no failures, neither is resource_exhausted (a
// value that is too large, a store that is full): such a store still answers. Damage is one. Opening and
// closing are told in the log, with `name`.
class BreakerStore final : public Store {
 public:
  BreakerStore(Store& inner, resilience::CircuitBreaker breaker, std::string name)
      : inner_(inner), breaker_(std::move(breaker)), name_(std::move(name)) {}
  Result<std::string> get(const Id& id) override;
  Status put(const Id& id, std::string_view bytes, Duration cost) override;
  Status remove(const Id& id) override;

  [[nodiscard]] resilience::CircuitBreaker::Report report() const;

 private:
  template <typename Call>
  auto guarded(const Call& call) -> decltype(call());
  void ended(const Error* error);

  Store& inner_;
  Guarded<resilience::CircuitBreaker> breaker_;
  const std::string name_;
};

}  // namespace hg::cache::tiers
