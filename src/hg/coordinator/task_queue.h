// Tasks that wait for a worker. Parties take turns (FairShare); within a party the task that is expected to
// take longest goes first, because what begins last must not take long, and every fourth turn is that of its
// oldest task, so that none waits for ever. One kind of task (that is: one toolchain) that nobody can take
// just now does not hold up the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hg/base/clock.h"
#include "hg/coordinator/fair_share.h"
#include "hg/model/toolchain.h"

namespace hg::coordinator {

// Numbers grow in the order of admission.
using TaskNumber = std::uint64_t;

struct Waiting {
  model::ToolchainId kind;
  Party party;
  Duration expected{0};  // 0: unknown. A task that comes back for another attempt says Duration::max().
  TimePoint since{};     // when it began to wait
};

// Not thread-safe.
class TaskQueue {
 public:
  void push(TaskNumber task, Waiting waiting);
  void erase(TaskNumber task);  // one that is not in the queue is fine
  [[nodiscard]] std::size_t size() const { return waiting_.size(); }
  [[nodiscard]] bool has(const model::ToolchainId& kind) const { return kinds_.contains(kind); }
  [[nodiscard]] std::size_t size(const model::ToolchainId& kind) const;
  // From when on there was always one of this kind, which has tasks.
  [[nodiscard]] TimePoint since(const model::ToolchainId& kind) const { return kinds_.at(kind).since; }

  enum class Offer {
    taken,             // the task has left the queue; its party holds one slot more
    refused,           // not this task, perhaps another of its kind
    refused_for_kind,  // nobody can take any task of this kind now
  };
  // Offers tasks in their order until each was taken or refused. `offer(task)` must not touch the queue.
  template <typename F>
  void offer_all(F&& offer);

  // Takes out every task of the kinds for which `condition(kind)` holds.
  template <typename F>
  std::vector<TaskNumber> take_kinds_if(F&& condition);

  // Slots that a party has beyond those it took by offers, or no longer has.
  void holds(const Party& party) { shares_.holds(party); }
  void frees(const Party& party) { shares_.frees(party); }

 private:
  struct Lane {                                           // of one party
    std::set<std::pair<Duration, TaskNumber>> by_length;  // lengths are negative: the longest comes first
    std::set<TaskNumber> by_age;
    unsigned turns = 0;
  };
  struct Kind {
    std::map<Party, Lane> lanes;  // no empty lane
    std::size_t tasks = 0;
    TimePoint since;
    bool closed = false;  // during offer_all()
  };
  [[nodiscard]] std::optional<TaskNumber> next() const;
  static TaskNumber first_of(const Lane& lane);

  std::map<model::ToolchainId, Kind> kinds_;  // no empty kind
  std::unordered_map<TaskNumber, Waiting> waiting_;
  FairShare shares_;
};

template <typename F>
void TaskQueue::offer_all(F&& offer) {
  for (auto& [id, kind] : kinds_) kind.closed = false;
  std::vector<std::pair<TaskNumber, Waiting>> refused;
  while (const auto task = next()) {
    const Waiting waiting = waiting_.at(*task);
    switch (offer(*task)) {
      case Offer::taken:
        ++kinds_.at(waiting.kind).lanes.at(waiting.party).turns;
        shares_.served(waiting.party);
        shares_.holds(waiting.party);
        erase(*task);
        break;
      case Offer::refused:
        shares_.holds(waiting.party);  // so that it does not lose its seniority meanwhile
        refused.emplace_back(*task, waiting);
        erase(*task);
        break;
      case Offer::refused_for_kind:
        kinds_.at(waiting.kind).closed = true;
        break;
    }
  }
  for (auto& [task, waiting] : refused) {
    push(task, waiting);
    shares_.frees(waiting.party);
  }
}

template <typename F>
std::vector<TaskNumber> TaskQueue::take_kinds_if(F&& condition) {
  std::set<TaskNumber> taken;
  for (const auto& [id, kind] : kinds_) {
    if (!condition(id)) continue;
    for (const auto& [party, lane] : kind.lanes) taken.insert(lane.by_age.begin(), lane.by_age.end());
  }
  for (const TaskNumber task : taken) erase(task);
  return {taken.begin(), taken.end()};
}

}  // namespace hg::coordinator
