// What the dispatcher asked for while it worked, to be done once its lock is free: gRPC may call back at
// once.
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace hg::coordinator::service {

// Only touched under the strand's lock.
class Outbox {
 public:
  using Effect = std::function<void()>;
  void post(Effect effect) { effects_.push_back(std::move(effect)); }
  [[nodiscard]] std::vector<Effect> take() { return std::exchange(effects_, {}); }

 private:
  std::vector<Effect> effects_;
};

}  // namespace hg::coordinator::service
