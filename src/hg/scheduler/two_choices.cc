#include "hg/scheduler/two_choices.h"

#include <utility>

namespace hg::scheduler {

std::optional<Decision> choose(std::span<const WorkerView> workers, std::span<const std::uint32_t> eligible,
                               std::string_view target_arch, const Weights& weights, Random& random) {
  if (eligible.empty()) return std::nullopt;
  const std::uint64_t first = eligible.size() == 1 ? 0 : random.below(eligible.size());
  Decision decision;
  decision.worker = eligible[first];
  decision.score = score(workers[decision.worker], target_arch, weights);
  if (eligible.size() == 1) return decision;

  std::uint64_t second = random.below(eligible.size() - 1);
  if (second >= first) ++second;
  std::uint32_t other = eligible[second];
  decision.rejected_score = score(workers[other], target_arch, weights);
  if (decision.rejected_score.total() > decision.score.total()) {
    std::swap(decision.worker, other);
    std::swap(decision.score, decision.rejected_score);
  }
  decision.rejected = other;
  return decision;
}

}  // namespace hg::scheduler
