// Guarded<T>: data that can only be reached through its lock.
#pragma once

#include <mutex>
#include <utility>

namespace hg {

// Guarded<std::map<...>> workers;
// workers.with([&](auto& map) { map.erase(id); });
template <typename T>
class Guarded {
 public:
  template <typename... Args>
  explicit Guarded(Args&&... args) : value_(std::forward<Args>(args)...) {}

  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  // Runs `use` under the lock and returns what it returns. `use` must not keep a reference past its end.
  template <typename F>
  decltype(auto) with(F&& use) {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(use)(value_);
  }
  template <typename F>
  decltype(auto) with(F&& use) const {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(use)(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_;
};

}  // namespace hg
