#include "hg/coordinator/worker_pools.h"

#include <algorithm>

namespace hg::coordinator {

void WorkerPools::list(std::uint32_t worker, const std::vector<model::ToolchainId>& toolchains) {
  if (worker >= workers_.size()) workers_.resize(worker + 1);
  unlist(worker);
  Worker& listed = workers_[worker];
  listed.toolchains = toolchains;
  for (const auto& id : toolchains) {
    Pool& pool = pools_[id];
    pool.members_.push_back(worker);
    listed.listings.push_back({&pool, 0});
  }
}

void WorkerPools::unlist(std::uint32_t worker) {
  if (worker >= workers_.size()) return;
  set(worker, {});
  Worker& listed = workers_[worker];
  for (const auto& id : listed.toolchains) {
    const auto pool = pools_.find(id);
    std::erase(pool->second.members_, worker);
    if (pool->second.members_.empty()) pools_.erase(pool);
  }
  listed = {};
}

void WorkerPools::set(std::uint32_t worker, const Standing& standing) {
  const Readiness before = workers_[worker].standing.readiness;
  count(worker, standing);
  if (standing.readiness == before) return;
  leave(worker);
  enter(worker, standing.readiness);
}

void WorkerPools::count(std::uint32_t worker, const Standing& standing) {
  Worker& listed = workers_[worker];
  Standing& known = listed.standing;
  if (standing.serving != known.serving) {
    serving_ += standing.serving ? 1U : -1U;
    for (const Listing& listing : listed.listings) listing.pool->serving_ += standing.serving ? 1U : -1U;
  }
  if (standing.fast_slots != known.fast_slots) {
    for (const Listing& listing : listed.listings) {
      listing.pool->fast_slots_ += standing.fast_slots;
      listing.pool->fast_slots_ -= known.fast_slots;
    }
  }
  known.serving = standing.serving;
  known.fast_slots = standing.fast_slots;
}

void WorkerPools::enter(std::uint32_t worker, Readiness tier) {
  Worker& listed = workers_[worker];
  listed.standing.readiness = tier;
  if (tier == Readiness::none) return;
  for (std::uint32_t i = 0; i < listed.listings.size(); ++i) {
    Listing& listing = listed.listings[i];
    Pool::Ready& ready = listing.pool->ready_[static_cast<std::size_t>(tier)];
    listing.position = static_cast<std::uint32_t>(ready.workers.size());
    ready.workers.push_back(worker);
    ready.listings.push_back(i);
  }
}

// The last one of each list takes the place that becomes free.
void WorkerPools::leave(std::uint32_t worker) {
  Worker& leaving = workers_[worker];
  const Readiness tier = leaving.standing.readiness;
  if (tier == Readiness::none) return;
  for (const Listing& listing : leaving.listings) {
    Pool::Ready& ready = listing.pool->ready_[static_cast<std::size_t>(tier)];
    const std::uint32_t last = ready.workers.back();
    ready.workers[listing.position] = last;
    ready.listings[listing.position] = ready.listings.back();
    workers_[last].listings[ready.listings.back()].position = listing.position;
    ready.workers.pop_back();
    ready.listings.pop_back();
  }
  leaving.standing.readiness = Readiness::none;
}

const WorkerPools::Pool* WorkerPools::find(const model::ToolchainId& toolchain) const {
  const auto found = pools_.find(toolchain);
  return found == pools_.end() ? nullptr : &found->second;
}

}  // namespace hg::coordinator
