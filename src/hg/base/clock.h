// Time as a parameter. Durations are measured on `now`, which no clock step can move; `wall` only labels records.
#pragma once

#include <chrono>

namespace hg {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual TimePoint now() const = 0;
  [[nodiscard]] virtual WallTime wall() const = 0;
};

// The machine's clock; lives as long as the program. Only `cmd` takes it, everything else is given a Clock.
const Clock& system_clock();

}  // namespace hg
