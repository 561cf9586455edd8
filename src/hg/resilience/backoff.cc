#include "hg/resilience/backoff.h"

#include <algorithm>

namespace hg::resilience {

Result<Backoff> Backoff::make(const Options& options, Random* random) {
  if (options.first <= Duration(0) || options.first > options.longest) {
    return fail(Code::invalid_argument, "back-off: the first wait must be above 0 and not above the longest");
  }
  if (options.jitter_percent > 100)
    return fail(Code::invalid_argument, "back-off: jitter is 0 to 100 percent");
  if (options.jitter_percent > 0 && random == nullptr) {
    return fail(Code::invalid_argument, "back-off: jitter needs a source of randomness");
  }
  return Backoff(options, random);
}

Backoff::Backoff(const Options& options, Random* random)
    : options_(options), random_(random), wait_(options.first) {}

std::optional<Duration> Backoff::next() {
  if (options_.retries != kForEver && used_ >= options_.retries) return std::nullopt;
  const bool now = options_.at_once && used_ == 0;
  if (used_ < kForEver - 1) ++used_;
  if (now) return Duration(0);

  const Duration wait = wait_;
  wait_ = wait > options_.longest / 2 ? options_.longest : wait * 2;
  // Of a wait the jitter can take this much; below() gives 0 up to all of it.
  const Duration::rep most = wait.count() / 100 * options_.jitter_percent;
  if (most == 0) return wait;
  return wait - Duration(static_cast<Duration::rep>(random_->below(static_cast<std::uint64_t>(most) + 1)));
}

void Backoff::reset() {
  used_ = 0;
  wait_ = options_.first;
}

}  // namespace hg::resilience
