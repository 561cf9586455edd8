#include "hg/coordinator/retry_policy.h"

#include "hg/model/failure.h"

namespace hg::coordinator {

using model::Reason;

namespace {

constexpr unsigned kMostCostly = 2;

}  // namespace

bool another_may_do(Reason reason) {
  return model::retryable(reason) || reason == Reason::queue_full ||
         reason == Reason::no_matching_toolchain || reason == Reason::too_large;
}

bool costs_a_compile(Reason reason) {
  return may_be_the_source(reason) || reason == Reason::worker_timeout || reason == Reason::too_large;
}

bool may_be_the_source(Reason reason) {
  return reason == Reason::compiler_killed || reason == Reason::worker_out_of_memory;
}

std::optional<Duration> next_try(const Options& options, Reason reason, const Tries& tries, Random& random) {
  if (!another_may_do(reason) || tries.made > options.retry_delays.size()) return std::nullopt;
  if (costs_a_compile(reason) && tries.costly >= kMostCostly) return std::nullopt;
  const Duration delay = options.retry_delays[tries.made - 1];
  const Duration::rep most = delay.count() / 100 * options.retry_jitter_percent;
  if (most <= 0) return delay;
  return delay - Duration(static_cast<Duration::rep>(random.below(static_cast<std::uint64_t>(most) + 1)));
}

}  // namespace hg::coordinator
