#include "hg/coordinator/task_queue.h"

namespace hg::coordinator {
namespace {

constexpr unsigned kOldestEvery = 4;  // turns of a party

}  // namespace

void TaskQueue::push(TaskNumber task, Waiting waiting) {
  const auto [known, is_new] = waiting_.try_emplace(task, std::move(waiting));
  if (!is_new) return;
  Kind& kind = kinds_[known->second.kind];
  if (kind.tasks++ == 0) kind.since = known->second.since;
  Lane& lane = kind.lanes[known->second.party];
  lane.by_length.emplace(-known->second.expected, task);
  lane.by_age.insert(task);
  shares_.joins(known->second.party);
}

void TaskQueue::erase(TaskNumber task) {
  const auto found = waiting_.find(task);
  if (found == waiting_.end()) return;
  const Waiting& waiting = found->second;
  const auto kind = kinds_.find(waiting.kind);
  const auto lane = kind->second.lanes.find(waiting.party);
  lane->second.by_length.erase({-waiting.expected, task});
  lane->second.by_age.erase(task);
  --kind->second.tasks;
  if (lane->second.by_age.empty()) kind->second.lanes.erase(lane);
  if (kind->second.lanes.empty()) kinds_.erase(kind);
  shares_.leaves(waiting.party);
  waiting_.erase(found);
}

std::size_t TaskQueue::size(const model::ToolchainId& kind) const {
  const auto found = kinds_.find(kind);
  return found == kinds_.end() ? 0 : found->second.tasks;
}

TaskNumber TaskQueue::first_of(const Lane& lane) {
  const bool oldest = lane.turns % kOldestEvery == kOldestEvery - 1;
  return oldest ? *lane.by_age.begin() : lane.by_length.begin()->second;
}

std::optional<TaskNumber> TaskQueue::next() const {
  std::optional<TaskNumber> next;
  FairShare::Turn best;
  for (const auto& [id, kind] : kinds_) {
    if (kind.closed) continue;
    for (const auto& [party, lane] : kind.lanes) {
      const FairShare::Turn turn = shares_.turn_of(party);
      const TaskNumber first = first_of(lane);
      if (next && (turn > best || (turn == best && first > *next))) continue;
      best = turn;
      next = first;
    }
  }
  return next;
}

}  // namespace hg::coordinator
