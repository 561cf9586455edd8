// Keeps calls away from something that keeps failing, and lets one call at a time find out whether it works
// again.
//
//   CLOSED ----- failure rate above the limit -----> OPEN
//   OPEN ------- after `open_for` -----------------> HALF_OPEN
//   HALF_OPEN -- success --------------------------> CLOSED, with nothing remembered
//   HALF_OPEN -- failure --------------------------> OPEN
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

#include "hg/base/clock.h"
#include "hg/base/result.h"

namespace hg::resilience {

enum class CircuitState { closed, open, half_open };

std::string_view name(CircuitState state);  // "CLOSED", "OPEN", "HALF_OPEN"

// Pure but for the clock. Not thread-safe.
class CircuitBreaker {
 public:
  struct Options {
    unsigned failure_percent = 60;             // open above this share of failures; 0 to 99
    std::size_t min_samples = 5;               // with fewer results in the window it never opens
    std::size_t max_samples = 100;             // the window holds the newest so many results
    Duration window{std::chrono::minutes(1)};  // that are no older than this
    Duration open_for{std::chrono::seconds(30)};
  };

  struct Report {
    CircuitState state = CircuitState::closed;
    Duration until_probe{0};     // while OPEN, how long it stays so; otherwise 0
    std::size_t samples = 0;     // results in the window
    std::size_t failures = 0;    // of these
    std::uint64_t openings = 0;  // how often it has opened
  };

  // invalid_argument, naming the value, if the options make no sense. `clock` must outlive the object.
  static Result<CircuitBreaker> make(const Options& options, const Clock& clock);

  // Whether a call may start now: always while CLOSED, never while OPEN, while HALF_OPEN if no probe is under
  // way.
  [[nodiscard]] bool allows() const;

  // A call starts. The caller has asked allows().
  void started();

  // How a call that was started has ended; `abandoned` if that says nothing about the other side. Results
  // that come in while OPEN are of calls from before and change nothing. While HALF_OPEN the first result
  // decides, be it the probe's or that of an older call: both are news of the other side.
  void succeeded();
  void failed();
  void abandoned();

  [[nodiscard]] Report report() const;

 private:
  struct Sample {
    TimePoint at;
    bool failure;
  };

  CircuitBreaker(const Options& options, const Clock& clock) : options_(options), clock_(&clock) {}
  [[nodiscard]] CircuitState state() const;
  void add(bool failure);
  void drop_old();
  void open();

  Options options_;
  const Clock* clock_;
  std::deque<Sample> samples_;
  std::size_t failures_ = 0;  // in samples_
  bool tripped_ = false;      // OPEN or, from probe_at_ on, HALF_OPEN
  bool probing_ = false;      // only while HALF_OPEN
  TimePoint probe_at_{};      // when OPEN turns into HALF_OPEN
  std::uint64_t openings_ = 0;
};

}  // namespace hg::resilience
