#include "hg/worker/membership_loop.h"

namespace hg::worker {

MembershipLoop::MembershipLoop(Membership& membership, CoordinatorLink& link, std::function<bool()> rescan)
    : membership_(membership), link_(link), rescan_(std::move(rescan)), thread_([this] { run(); }) {}

MembershipLoop::~MembershipLoop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  step_ended_.notify_all();
  link_.cancel();
  thread_.join();
}

void MembershipLoop::compilers_changed() {
  {
    const std::lock_guard lock(mutex_);
    rescan_due_ = true;
  }
  wake_.notify_all();
}

void MembershipLoop::hurry() {
  {
    const std::lock_guard lock(mutex_);
    due_ = true;
  }
  wake_.notify_all();
}

void MembershipLoop::report() {
  std::unique_lock lock(mutex_);
  due_ = true;
  wake_.notify_all();
  const std::uint64_t awaited = begun_ + 1;  // one under way has not heard the news
  step_ended_.wait(lock, [&] { return stop_ || ended_ >= awaited; });
}

void MembershipLoop::run() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    const bool look_again = std::exchange(rescan_due_, false);
    due_ = false;
    ++begun_;
    lock.unlock();
    if (look_again && rescan_()) membership_.offer_changed();
    const Duration pause = membership_.step();
    lock.lock();
    ended_ = begun_;
    step_ended_.notify_all();
    wake_.wait_for(lock, pause, [this] { return stop_ || due_ || rescan_due_; });
  }
}

}  // namespace hg::worker
