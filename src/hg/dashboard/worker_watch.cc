#include "hg/dashboard/worker_watch.h"

#include <fmt/core.h>

#include <set>
#include <utility>

namespace hg::dashboard {

using history::Severity;
using model::WorkerState;
using resilience::CircuitState;

void WorkerWatch::tell(Severity severity, const char* kind, const std::string& subject, std::string text) {
  tell_({.severity = severity, .kind = kind, .subject = subject, .text = std::move(text)});
}

void WorkerWatch::look(const Grid& grid) {
  std::set<std::string> listed;
  for (const model::WorkerStatus& worker : grid.workers) {
    const std::string& id = worker.id.value();
    listed.insert(id);
    const Known now{worker.capability.name, worker.state, worker.circuit, worker.failed_tasks};
    const auto [before, is_new] = known_.try_emplace(id, now);
    if (is_new) {
      tell(Severity::info, "worker-joined", id,
           fmt::format("{} joined with {} slots", now.name, worker.capability.slots));
    } else {
      compare(id, before->second, now);
    }
  }
  std::erase_if(known_, [&](const auto& entry) {
    if (listed.contains(entry.first)) return false;
    tell(Severity::info, "worker-gone", entry.first,
         fmt::format("{} is no longer listed", entry.second.name));
    return true;
  });
  const bool works = grid.history_works || !grid.history_kept;
  if (works != std::exchange(history_works_, works)) {
    works ? tell(Severity::info, "history-works", "", "the history database takes records again")
          : tell(Severity::error, "history-failed", "", "history is kept in memory only: its database fails");
  }
}

void WorkerWatch::compare(const std::string& id, Known& before, const Known& now) {
  if (before.state != now.state) state_changed(id, before, now);
  if (before.circuit != now.circuit) circuit_changed(id, now);
  before = now;
}

void WorkerWatch::state_changed(const std::string& id, const Known& before, const Known& now) {
  switch (now.state) {
    case WorkerState::lost:
      return tell(Severity::error, "worker-lost", id,
                  fmt::format("{} sends no heartbeats any more", now.name));
    case WorkerState::draining:
      return tell(Severity::info, "worker-draining", id, fmt::format("{} takes no new compiles", now.name));
    case WorkerState::online:
      if (before.state == WorkerState::draining) {
        return tell(Severity::info, "worker-undrained", id, fmt::format("{} takes compiles again", now.name));
      }
      return tell(Severity::info, "worker-returned", id, fmt::format("{} is back", now.name));
  }
}

void WorkerWatch::circuit_changed(const std::string& id, const Known& now) {
  switch (now.circuit) {
    case CircuitState::open:
      return tell(Severity::error, "circuit-open", id,
                  fmt::format("{} gets nothing for a while: too many compiles failed there ({} so far)",
                              now.name, now.failures));
    case CircuitState::half_open:
      return tell(Severity::info, "circuit-half-open", id,
                  fmt::format("{} gets one compile to prove itself", now.name));
    case CircuitState::closed:
      return tell(Severity::info, "circuit-closed", id, fmt::format("{} is trusted again", now.name));
  }
}

}  // namespace hg::dashboard
