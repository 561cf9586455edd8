// Tasks that wait for a worker: first come, first served, among those that the same worker can take. One kind
// of task (that is: one toolchain) that nobody can take just now does not hold up the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "hg/model/toolchain.h"

namespace hg::coordinator {

// Numbers grow in the order of admission; a task that comes back for another attempt has its old place.
using TaskNumber = std::uint64_t;

// Not thread-safe.
class TaskQueue {
 public:
  void push(const model::ToolchainId& kind, TaskNumber task);
  void erase(const model::ToolchainId& kind, TaskNumber task);
  [[nodiscard]] std::size_t size() const { return size_; }

  enum class Offer {
    taken,             // the task has left the queue
    refused,           // not this task, perhaps the next of its kind
    refused_for_kind,  // nobody can take any task of this kind now
  };
  // Offers tasks, oldest first, until each was taken or refused. `offer(task)` must not touch the queue.
  template <typename F>
  void offer_all(F&& offer);

  // Takes out every task of the kinds for which `condition(kind)` holds.
  template <typename F>
  std::vector<TaskNumber> take_kinds_if(F&& condition);

 private:
  using Kinds = std::map<model::ToolchainId, std::set<TaskNumber>>;  // no empty set
  struct Cursor {
    Kinds::iterator kind;
    std::set<TaskNumber>::iterator next;
  };
  [[nodiscard]] std::vector<Cursor> cursors();
  static Cursor* oldest(std::vector<Cursor>& cursors);
  void drop_empty_kinds();

  Kinds kinds_;
  std::size_t size_ = 0;
};

template <typename F>
void TaskQueue::offer_all(F&& offer) {
  if (size_ == 0) return;
  std::vector<Cursor> all = cursors();
  while (Cursor* cursor = oldest(all)) {
    auto& tasks = cursor->kind->second;
    switch (offer(*cursor->next)) {
      case Offer::taken:
        cursor->next = tasks.erase(cursor->next);
        --size_;
        break;
      case Offer::refused:
        ++cursor->next;
        break;
      case Offer::refused_for_kind:
        cursor->next = tasks.end();
        break;
    }
  }
  drop_empty_kinds();
}

template <typename F>
std::vector<TaskNumber> TaskQueue::take_kinds_if(F&& condition) {
  std::vector<TaskNumber> taken;
  std::erase_if(kinds_, [&](const auto& kind) {
    if (!condition(kind.first)) return false;
    taken.insert(taken.end(), kind.second.begin(), kind.second.end());
    return true;
  });
  size_ -= taken.size();
  return taken;
}

}  // namespace hg::coordinator
