// A number of slots, given out in the order they were asked for.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <set>

namespace hg::client::agent {

// For one thread.
class SlotPool {
 public:
  using Ticket = std::uint64_t;

  // `changed` is called whenever a slot was taken or given back.
  explicit SlotPool(unsigned capacity, std::function<void()> changed = {})
      : capacity_(capacity), changed_(std::move(changed)) {}

  // `granted` is called when a slot is free: before acquire() returns, or later, from release() or hold().
  Ticket acquire(std::function<void()> granted);

  // Gives a slot back, or the place in the queue. An unknown ticket is fine.
  void release(Ticket ticket);

  // From now on. Slots beyond it that are taken stay so until they are given back.
  void set_capacity(unsigned capacity);

  // While held, nothing is granted.
  void hold(bool held);

  [[nodiscard]] unsigned capacity() const { return capacity_; }
  [[nodiscard]] std::size_t used() const { return used_.size(); }
  [[nodiscard]] std::size_t waiting() const { return queue_.size(); }

 private:
  struct Waiting {
    Ticket ticket;
    std::function<void()> granted;
  };

  void grant();

  unsigned capacity_;
  std::function<void()> changed_;
  bool held_ = false;
  Ticket next_ = 1;
  std::set<Ticket> used_;
  std::deque<Waiting> queue_;
};

}  // namespace hg::client::agent
