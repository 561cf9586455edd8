// The dispatcher for many threads: one at a time, effects afterwards, and a thread that wakes it in time.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

#include "hg/coordinator/dispatcher.h"
#include "hg/coordinator/service/outbox.h"

namespace hg::coordinator::service {

// Thread-safe.
class Strand {
 public:
  // All references must outlive the strand. `outbox` is where `transport` and the jobs leave their effects.
  Strand(const Options& options, const Clock& clock, Random& random, WorkerTransport& transport,
         Outbox& outbox);
  ~Strand();
  Strand(const Strand&) = delete;
  Strand& operator=(const Strand&) = delete;

  // Runs `use(dispatcher)` alone and returns what it returns. What it set off happens on this thread before
  // with() returns, when others may already use the dispatcher again.
  template <typename F>
  auto with(F&& use) {
    const Settle settle{*this};
    const std::lock_guard lock(mutex_);
    if constexpr (std::is_void_v<std::invoke_result_t<F, Dispatcher&>>) {
      std::forward<F>(use)(dispatcher_);
      settle.note();
    } else {
      auto result = std::forward<F>(use)(dispatcher_);
      settle.note();
      return result;
    }
  }

  [[nodiscard]] const Clock& clock() const { return clock_; }

 private:
  // Destroyed after the lock: carries the effects out of it.
  struct Settle {
    Strand& strand;
    mutable std::vector<Outbox::Effect> effects{};
    void note() const;
    ~Settle();
  };
  void keep_time();

  const Clock& clock_;
  Outbox& outbox_;
  std::mutex mutex_;
  std::condition_variable wake_changed_;
  Dispatcher dispatcher_;
  std::optional<TimePoint> wake_at_;  // what the time keeper waits for
  bool stopping_ = false;
  std::thread time_keeper_;
};

}  // namespace hg::coordinator::service
