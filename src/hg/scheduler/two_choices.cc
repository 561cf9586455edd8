#include "hg/scheduler/two_choices.h"

#include <utility>

#include "hg/scheduler/draw.h"

namespace hg::scheduler {

std::optional<Decision> choose(std::span<const WorkerView> workers, std::span<const std::uint32_t> eligible,
                               std::string_view target_arch, const Weights& weights, Random& random) {
  if (eligible.empty()) return std::nullopt;
  auto [one, other] = draw_two(eligible, random);
  Decision decision;
  decision.worker = one;
  decision.score = score(workers[one], target_arch, weights);
  if (one == other) return decision;
  decision.rejected_score = score(workers[other], target_arch, weights);
  if (decision.rejected_score.total() > decision.score.total()) {
    std::swap(decision.worker, other);
    std::swap(decision.score, decision.rejected_score);
  }
  decision.rejected = other;
  return decision;
}

}  // namespace hg::scheduler
