#include "hg/coordinator/service/dashboard_source.h"

#include <utility>

namespace hg::coordinator::service {

dashboard::Grid grid_of(BuildService::Load load, const cache::stack::Stack& results,
                        const history::Recorder& recorder, bool keeps_history) {
  const history::Recorder::Counts counts = recorder.counts();
  dashboard::Grid grid;
  grid.waiting = load.waiting;
  grid.running = load.running;
  grid.joined = load.joined;
  grid.workers = std::move(load.workers);
  grid.history_kept = keeps_history;
  grid.history_works = counts.archive_works;
  grid.history_dropped = counts.dropped;
  for (const cache::stack::Stack::Tier& tier : results.tiers()) {
    grid.cache.push_back({.name = tier.name,
                          .hits = tier.counts.hits,
                          .misses = tier.counts.misses,
                          .read_errors = tier.counts.read_errors,
                          .stored = tier.counts.stored,
                          .write_errors = tier.counts.write_errors,
                          .bytes_read = tier.counts.bytes_read,
                          .bytes_written = tier.counts.bytes_written,
                          .circuit = tier.circuit});
  }
  return grid;
}

}  // namespace hg::coordinator::service
