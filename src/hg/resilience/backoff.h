// How long to wait before trying again. Pure: it tells the time to wait, the caller waits.
#pragma once

#include <limits>
#include <optional>

#include "hg/base/clock.h"
#include "hg/base/random.h"
#include "hg/base/result.h"

namespace hg::resilience {

// Not thread-safe.
class Backoff {
 public:
  static constexpr unsigned kForEver = std::numeric_limits<unsigned>::max();

  // By default the grid's schedule for one compile: again at once, then after 100, 200 and 400 ms, then give
  // up.
  struct Options {
    bool at_once = true;                             // the first retry does not wait at all
    Duration first{std::chrono::milliseconds(100)};  // the first wait; each one after it is twice as long
    Duration longest{std::chrono::seconds(5)};       // but never longer than this
    unsigned retries = 4;                            // or kForEver
    unsigned jitter_percent =
        0;  // a wait of d becomes one of [d - d * jitter, d], so that many do not come at once
  };

  // invalid_argument if `first` is not above 0 and at most `longest`, or the jitter is above 100 %. `random`
  // is used only for jitter, must outlive the object and may be null without jitter.
  static Result<Backoff> make(const Options& options, Random* random = nullptr);

  // The time to wait before the next retry; nothing when there have been enough.
  std::optional<Duration> next();

  // It worked: the next failure starts from the beginning.
  void reset();

 private:
  Backoff(const Options& options, Random* random);

  Options options_;
  Random* random_;
  unsigned used_ = 0;
  Duration wait_;
};

}  // namespace hg::resilience
