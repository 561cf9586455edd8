// A network for tests, on which others appear when they are told to.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "hg/discovery/discovery.h"

namespace hg::discovery {

// Outlives what it starts.
class FakeNetwork {
 public:
  Start start() {
    return [this](Plan plan) -> Result<std::unique_ptr<Discovery>> {
      if (broken) return fail(Code::unavailable, "no network");
      plans.push_back(std::move(plan));
      return std::make_unique<Ended>(ended);
    };
  }
  void shows(const std::vector<Peer>& peers) {
    for (const Plan& plan : plans) {
      if (plan.on_change) plan.on_change(peers);
    }
  }

  std::vector<Plan> plans;
  int ended = 0;
  bool broken = false;

 private:
  class Ended final : public Discovery {
   public:
    explicit Ended(int& count) : count_(count) {}
    ~Ended() override { ++count_; }
    Ended(const Ended&) = delete;
    Ended& operator=(const Ended&) = delete;

   private:
    int& count_;
  };
};

}  // namespace hg::discovery
