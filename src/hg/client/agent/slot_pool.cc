#include "hg/client/agent/slot_pool.h"

#include <algorithm>

namespace hg::client::agent {

SlotPool::Ticket SlotPool::acquire(std::function<void()> granted) {
  const Ticket ticket = next_++;
  queue_.push_back({ticket, std::move(granted)});
  grant();
  return ticket;
}

void SlotPool::release(Ticket ticket) {
  if (used_.erase(ticket) == 0) {
    const auto found =
        std::find_if(queue_.begin(), queue_.end(), [&](const Waiting& w) { return w.ticket == ticket; });
    if (found != queue_.end()) queue_.erase(found);
  }
  grant();
}

void SlotPool::hold(bool held) {
  held_ = held;
  grant();
}

// A callback may come back here; the state is whole before each call.
void SlotPool::grant() {
  while (!held_ && !queue_.empty() && used_.size() < capacity_) {
    Waiting first = std::move(queue_.front());
    queue_.pop_front();
    used_.insert(first.ticket);
    first.granted();
  }
}

}  // namespace hg::client::agent
