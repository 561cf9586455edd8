// A worker's place in the grid: registered, kept alive by heartbeats, registered again when forgotten.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "hg/base/clock.h"
#include "hg/base/random.h"
#include "hg/model/worker.h"
#include "hg/resilience/backoff.h"
#include "hg/worker/coordinator_link.h"

namespace hg::worker {

// A state machine that never waits: each step makes one call and says when the next is due. Not thread-safe;
// MembershipLoop gives it a thread.
class Membership {
 public:
  struct Options {
    std::string coordinator;  // for messages
    Duration first_retry{std::chrono::milliseconds(100)};
    Duration longest_retry{std::chrono::seconds(2)};
  };
  using Describe = std::function<model::Capability()>;
  using Load = std::function<model::WorkerLoad()>;

  Membership(Options options, CoordinatorLink& link, Random& random, Describe describe, Load load);

  // Registers or sends a heartbeat. Returns how long to wait before the next step: nothing after the
  // coordinator forgot us, the heartbeat interval after a success, an increasing, jittered time while the
  // coordinator is away. A draining worker
  // is not registered any more, it only says that it is leaving.
  Duration step();

  void offer_changed() { offer_is_new_ = true; }                           // the next step registers again
  [[nodiscard]] std::optional<model::WorkerId> id() const { return id_; }  // while registered

 private:
  Duration registration();
  Duration heartbeat(const model::WorkerLoad& load);
  Duration away(const Error& error);

  Options options_;
  CoordinatorLink& link_;
  Describe describe_;
  Load load_;

  std::optional<model::WorkerId> id_;
  model::WorkerId previous_;
  std::uint64_t epoch_ = 0;
  Duration interval_{0};
  resilience::Backoff retry_;
  std::string complaint_;  // said already: one line per change, not per attempt
  bool offer_is_new_ = false;
};

}  // namespace hg::worker
