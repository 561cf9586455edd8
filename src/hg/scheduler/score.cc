#include "hg/scheduler/score.h"

namespace hg::scheduler {

Score score(const WorkerView& worker, std::string_view target_arch, const Weights& weights) {
  Score score;
  if (worker.arch == target_arch) {
    score.arch = weights.native_arch;
  } else if (worker.cross_compiles) {
    score.arch = weights.cross_compile;
  }
  score.cores = weights.per_core * worker.cores;
  score.memory = weights.per_gb * worker.memory_gb;
  score.load = weights.per_active_task * worker.active_tasks;
  score.latency = weights.per_latency_ms * worker.latency_ms;
  score.lan = worker.on_lan ? weights.lan : 0;
  return score;
}

}  // namespace hg::scheduler
