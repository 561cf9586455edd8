#include "hg/coordinator/service/strand.h"

namespace hg::coordinator::service {

Strand::Strand(const Options& options, const Clock& clock, Random& random, WorkerTransport& transport,
               Outbox& outbox)
    : clock_(clock),
      outbox_(outbox),
      dispatcher_(options, clock, random, transport),
      time_keeper_([this] { keep_time(); }) {}

Strand::~Strand() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_changed_.notify_one();
  time_keeper_.join();
}

void Strand::Settle::note() const {
  effects = strand.outbox_.take();
  const auto wake_at = strand.dispatcher_.wake_at();
  const bool sooner = wake_at && (!strand.wake_at_ || *wake_at < *strand.wake_at_);
  strand.wake_at_ = wake_at;
  if (sooner) strand.wake_changed_.notify_one();
}

Strand::Settle::~Settle() {
  for (const auto& effect : effects) effect();
}

void Strand::keep_time() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (!wake_at_) {
      wake_changed_.wait(lock);
    } else if (const Duration left = *wake_at_ - clock_.now(); left > Duration(0)) {
      wake_changed_.wait_for(lock, left);
    } else {
      lock.unlock();
      with([](Dispatcher& dispatcher) { dispatcher.wake(); });
      lock.lock();
    }
  }
}

}  // namespace hg::coordinator::service
