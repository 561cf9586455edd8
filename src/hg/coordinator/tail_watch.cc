#include "hg/coordinator/tail_watch.h"

#include <algorithm>

namespace hg::coordinator {

void TailWatch::started(AttemptId attempt, TimePoint now, const std::optional<Expectation>& expected) {
  if (!options_.race || !expected) return;
  const double factor = expected->of_this_source ? options_.factor : options_.guess_factor;
  const auto patience = static_cast<double>(expected->time.count()) * factor;
  const TimePoint due = now + std::max(options_.at_least, Duration(static_cast<Duration::rep>(patience)));
  due_.emplace(attempt, due);
  by_time_.emplace(due, attempt);
}

void TailWatch::ended(AttemptId attempt) {
  late_.erase(attempt);
  const auto found = due_.find(attempt);
  if (found == due_.end()) return;
  by_time_.erase({found->second, attempt});
  due_.erase(found);
}

void TailWatch::notice_time(TimePoint now) {
  while (!by_time_.empty() && by_time_.begin()->first <= now) {
    const AttemptId attempt = by_time_.begin()->second;
    by_time_.erase(by_time_.begin());
    due_.erase(attempt);
    late_.insert(attempt);
  }
}

std::optional<TimePoint> TailWatch::next_change() const {
  if (by_time_.empty()) return std::nullopt;
  return by_time_.begin()->first;
}

}  // namespace hg::coordinator
