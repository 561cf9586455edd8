#include "hg/coordinator/task_queue.h"

namespace hg::coordinator {

void TaskQueue::push(const model::ToolchainId& kind, TaskNumber task) {
  if (kinds_[kind].insert(task).second) ++size_;
}

void TaskQueue::erase(const model::ToolchainId& kind, TaskNumber task) {
  const auto found = kinds_.find(kind);
  if (found == kinds_.end()) return;
  size_ -= found->second.erase(task);
  if (found->second.empty()) kinds_.erase(found);
}

std::vector<TaskQueue::Cursor> TaskQueue::cursors() {
  std::vector<Cursor> all;
  all.reserve(kinds_.size());
  for (auto kind = kinds_.begin(); kind != kinds_.end(); ++kind) all.push_back({kind, kind->second.begin()});
  return all;
}

TaskQueue::Cursor* TaskQueue::oldest(std::vector<Cursor>& cursors) {
  Cursor* oldest = nullptr;
  for (Cursor& cursor : cursors) {
    if (cursor.next == cursor.kind->second.end()) continue;
    if (oldest == nullptr || *cursor.next < *oldest->next) oldest = &cursor;
  }
  return oldest;
}

void TaskQueue::drop_empty_kinds() {
  std::erase_if(kinds_, [](const auto& kind) { return kind.second.empty(); });
}

}  // namespace hg::coordinator
