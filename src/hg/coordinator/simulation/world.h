// A world in one thread: its clock jumps from event to event, its chance comes from a seed.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "hg/base/clock.h"
#include "hg/base/random.h"

namespace hg::coordinator::simulation {

class World final : public Clock {
 public:
  using Event = std::function<void()>;

  explicit World(std::uint64_t seed) : chance_(seed) {}

  [[nodiscard]] TimePoint now() const override { return now_; }
  [[nodiscard]] WallTime wall() const override { return WallTime(now_.time_since_epoch()); }

  void after(Duration delay, Event event) {
    events_.emplace(std::pair(now_ + delay, ++order_), std::move(event));
  }
  [[nodiscard]] bool has_event_before(TimePoint time) const {
    return !events_.empty() && events_.begin()->first.first <= time;
  }
  [[nodiscard]] bool idle() const { return events_.empty(); }

  // The earliest event. There must be one.
  void step() {
    auto next = events_.extract(events_.begin());
    now_ = std::max(now_, next.key().first);
    next.mapped()();
  }
  void wait_until(TimePoint time) { now_ = std::max(now_, time); }

  Random& chance() { return chance_; }
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return chance_.below(bound); }
  [[nodiscard]] bool one_in(std::uint64_t n) { return chance_.below(n) == 0; }
  [[nodiscard]] Duration between(Duration low, Duration high) {
    return low + Duration(static_cast<Duration::rep>(
                     chance_.below(static_cast<std::uint64_t>((high - low).count()) + 1)));
  }

 private:
  TimePoint now_{};
  SeededRandom chance_;
  std::map<std::pair<TimePoint, std::uint64_t>, Event> events_;
  std::uint64_t order_ = 0;
};

}  // namespace hg::coordinator::simulation
