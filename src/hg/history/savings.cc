#include "hg/history/savings.h"

namespace hg::history {

void Savings::fill(CompileRecord& record) {
  switch (record.outcome) {
    case Outcome::success:
      if (last_.size() >= most_) last_.clear();
      last_[record.file] = record.compile;
      return;
    case Outcome::cached:
    case Outcome::cached_at_worker:
    case Outcome::joined:
    case Outcome::cached_at_client:
      if (const auto known = last_.find(record.file); known != last_.end()) record.saved = known->second;
      return;
    default:
      return;
  }
}

}  // namespace hg::history
