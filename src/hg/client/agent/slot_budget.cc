#include "hg/client/agent/slot_budget.h"

#include <algorithm>

namespace hg::client::agent {
namespace {

// Of the last ten seconds that somebody waited for memory, in percent; and free memory, as a part of all.
constexpr double kStalled = 10;
constexpr double kBadlyStalled = 40;
constexpr std::uint64_t kScarce = 12;      // less than a twelfth
constexpr std::uint64_t kNearlyNone = 32;  // less than a thirty-second

unsigned part(unsigned all, const os::MemoryState& memory) {
  const bool known = memory.total > 0;
  if (memory.stalled_percent >= kBadlyStalled || (known && memory.available < memory.total / kNearlyNone))
    return 1;
  if (memory.stalled_percent >= kStalled || (known && memory.available < memory.total / kScarce)) {
    return std::max(1U, all / 2);
  }
  return all;
}

}  // namespace

SlotBudget slot_budget(const SlotBudget& all, unsigned compiling, const os::MemoryState& memory) {
  const unsigned preprocess = part(all.preprocess, memory);
  return {.compile = part(all.compile, memory),
          .preprocess = compiling >= preprocess ? 1 : std::max(1U, preprocess - compiling)};
}

}  // namespace hg::client::agent
