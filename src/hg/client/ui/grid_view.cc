#include "hg/client/ui/grid_view.h"

namespace hg::client::ui {

std::string_view name(model::WorkerState state) {
  switch (state) {
    case model::WorkerState::online:
      return "online";
    case model::WorkerState::draining:
      return "draining";
    case model::WorkerState::lost:
      return "lost";
  }
  return "unknown";
}

ipc::CoordinatorStatus link(const GridView& grid) {
  for (const ipc::CoordinatorStatus& coordinator : grid.agent.coordinators) {
    if (coordinator.address == grid.coordinator) return coordinator;
  }
  ipc::CoordinatorStatus none;
  none.address = grid.coordinator;
  return none;
}

Slots slots(const GridView& grid) {
  Slots sum;
  for (const model::WorkerStatus& worker : grid.workers.workers) {
    if (worker.state != model::WorkerState::online) continue;
    ++sum.online_workers;
    sum.total += worker.capability.slots;
    sum.busy += worker.active_tasks;
  }
  return sum;
}

Forecast forecast(const GridView& grid) {
  using Where = Forecast::Where;
  if (grid.coordinator.empty()) return {Where::local, model::Reason::not_configured};
  if (!grid.agent_running) return {Where::local, model::Reason::agent_unreachable};
  if (grid.workers.reason != model::Reason::none) return {Where::local, grid.workers.reason};
  const Slots now = slots(grid);
  if (now.online_workers == 0) return {Where::local, model::Reason::no_workers};
  return {now.free() == 0 ? Where::queue : Where::grid, model::Reason::none};
}

}  // namespace hg::client::ui
