// The other policy: of two random workers the one that is expected to end the task first, by what was learnt
// of their speed. docs/decisions/0007 says how it compares with the score.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "hg/base/random.h"
#include "hg/scheduler/two_choices.h"

namespace hg::scheduler {

// Milliseconds until the worker has ended a task that usually takes `usual_ms` (0 = unknown: workers are only
// compared). A worker with more tasks than cores shares them.
double expected_ms(const WorkerView& worker, double usual_ms);

// As choose(), with expected_ms() in place of the score; the decision's scores hold it, negative, as `load`.
std::optional<Decision> choose_quickest(std::span<const WorkerView> workers,
                                        std::span<const std::uint32_t> eligible, double usual_ms,
                                        Random& random);

}  // namespace hg::scheduler
