// The power of two choices: of two random workers the better one, which spreads load almost as well as
// looking at all of them (Mitzenmacher 2001) and costs the same with ten workers and with ten thousand.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "hg/base/random.h"
#include "hg/scheduler/score.h"

namespace hg::scheduler {

struct Decision {
  std::uint32_t worker = 0;  // index into the workers
  Score score;
  std::optional<std::uint32_t> rejected;  // the other one that was looked at
  Score rejected_score;
};

// `eligible` holds distinct indices into `workers`; two of them are drawn, both are scored, the higher wins
// and of equals the one drawn first. nullopt iff nobody is eligible. Constant time, no allocation.
std::optional<Decision> choose(std::span<const WorkerView> workers, std::span<const std::uint32_t> eligible,
                               std::string_view target_arch, const Weights& weights, Random& random);

}  // namespace hg::scheduler
