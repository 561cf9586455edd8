#include "hg/cache/tiers/breaker_store.h"

#include "hg/base/log.h"

namespace hg::cache::tiers {

using resilience::CircuitState;

void BreakerStore::ended(const Error* error) {
  const auto before = report();
  breaker_.with([&](auto& breaker) {
    if (error == nullptr || error->code() == Code::not_found) return breaker.succeeded();
    if (error->code() == Code::resource_exhausted) return breaker.abandoned();
    breaker.failed();
  });
  const auto after = report();
  if (before.state != CircuitState::open && after.state == CircuitState::open) {
    log::warn("{} is left alone for {} s: {}", name_,
              std::chrono::ceil<std::chrono::seconds>(after.until_probe).count(), error->to_string());
  }
  if (before.state != CircuitState::closed && after.state == CircuitState::closed) {
    log::info("{} works again", name_);
  }
}

template <typename Call>
auto BreakerStore::guarded(const Call& call) -> decltype(call()) {
  const bool allowed = breaker_.with([](auto& breaker) {
    if (!breaker.allows()) return false;
    breaker.started();
    return true;
  });
  if (!allowed) return fail(Code::unavailable, name_ + " is left alone after failures");
  auto result = call();
  ended(result ? nullptr : &result.error());
  return result;
}

Result<std::string> BreakerStore::get(const Id& id) {
  return guarded([&] { return inner_.get(id); });
}

Status BreakerStore::put(const Id& id, std::string_view bytes, Duration cost) {
  return guarded([&] { return inner_.put(id, bytes, cost); });
}

Status BreakerStore::remove(const Id& id) {
  return guarded([&] { return inner_.remove(id); });
}

resilience::CircuitBreaker::Report BreakerStore::report() const {
  return breaker_.with([](const auto& breaker) { return breaker.report(); });
}

}  // namespace hg::cache::tiers
