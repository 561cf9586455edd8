// Which attempts take longer than they should. Pure: times from outside.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "hg/coordinator/compile_times.h"
#include "hg/coordinator/options.h"
#include "hg/coordinator/transport.h"

namespace hg::coordinator {

// Not thread-safe.
class TailWatch {
 public:
  explicit TailWatch(const TailOptions& options) : options_(options) {}

  // An attempt began. Without an expectation nothing is late.
  void started(AttemptId attempt, TimePoint now, const std::optional<Expectation>& expected);
  void ended(AttemptId attempt);

  // Those that are late from now on join late().
  void notice_time(TimePoint now);
  [[nodiscard]] std::optional<TimePoint> next_change() const;
  [[nodiscard]] const std::set<AttemptId>& late() const { return late_; }

 private:
  TailOptions options_;
  std::map<AttemptId, TimePoint> due_;
  std::set<std::pair<TimePoint, AttemptId>> by_time_;
  std::set<AttemptId> late_;
};

}  // namespace hg::coordinator
