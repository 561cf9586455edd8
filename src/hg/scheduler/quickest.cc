#include "hg/scheduler/quickest.h"

#include <algorithm>
#include <utility>

#include "hg/scheduler/draw.h"

namespace hg::scheduler {
namespace {

constexpr double kSomeTask = 1000;  // ms; any value will do where workers are only compared

}  // namespace

double expected_ms(const WorkerView& worker, double usual_ms) {
  const double alone = (usual_ms > 0 ? usual_ms : kSomeTask) * worker.slowness;
  const double crowd = (worker.active_tasks + 1.0) / std::max(1U, worker.cores);
  return alone * std::max(1.0, crowd) + worker.latency_ms;
}

std::optional<Decision> choose_quickest(std::span<const WorkerView> workers,
                                        std::span<const std::uint32_t> eligible, double usual_ms,
                                        Random& random) {
  if (eligible.empty()) return std::nullopt;
  auto [one, other] = draw_two(eligible, random);
  Decision decision;
  decision.score.load = -expected_ms(workers[one], usual_ms);
  decision.worker = one;
  if (one == other) return decision;
  decision.rejected_score.load = -expected_ms(workers[other], usual_ms);
  if (decision.rejected_score.load > decision.score.load) {
    std::swap(decision.worker, other);
    std::swap(decision.score, decision.rejected_score);
  }
  decision.rejected = other;
  return decision;
}

}  // namespace hg::scheduler
