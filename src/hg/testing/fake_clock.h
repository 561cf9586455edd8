// A clock that stands still until a test moves it.
#pragma once

#include <atomic>

#include "hg/base/clock.h"

namespace hg::testing {

// Thread-safe.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return TimePoint(Duration(elapsed_.load())); }
  [[nodiscard]] WallTime wall() const override { return WallTime(Duration(elapsed_.load())); }

  void advance(Duration by) { elapsed_ += by.count(); }
  void set(TimePoint to) { elapsed_ = to.time_since_epoch().count(); }

 private:
  // Not 0, so that a forgotten time point is seen to be one.
  std::atomic<Duration::rep> elapsed_{Duration(std::chrono::hours(1000)).count()};
};

}  // namespace hg::testing
