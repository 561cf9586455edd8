// The worker in numbers, for Prometheus. docs/metrics.md lists them.
#pragma once

#include <functional>

#include "hg/metrics/registry.h"
#include "hg/worker/task_pool.h"

namespace hg::worker {

// Shows `pool`, its slots, the compilers that `compilers` counts and the process itself in `registry`. All
// three must outlive the registry's last text(); `compilers` is called on its thread.
void show_worker(metrics::Registry& registry, const TaskPool& pool, std::function<std::size_t()> compilers);

}  // namespace hg::worker
