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
  const bool given_back = used_.erase(ticket) != 0;
  if (!given_back) {
    const auto found =
        std::find_if(queue_.begin(), queue_.end(), [&](const Waiting& w) { return w.ticket == ticket; });
    if (found != queue_.end()) queue_.erase(found);
  }
  grant();
  if (given_back && changed_) changed_();
}

void SlotPool::set_capacity(unsigned capacity) {
  capacity_ = capacity;
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
    if (changed_) changed_();
  }
}

}  // namespace hg::client::agent
