// Which workers there are: handshakes, heartbeats, expiry. Pure: no threads, no timers, time and ids from
// outside.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/random.h"
#include "hg/base/result.h"
#include "hg/model/worker.h"

namespace hg::registry {

struct Options {
  Duration heartbeat_interval = std::chrono::seconds(10);
  int missed_heartbeats = 3;                         // so many in a row, and the worker is lost
  Duration forget_after = std::chrono::minutes(10);  // a lost worker is listed for so long
};

struct Worker {
  model::WorkerId id;
  model::Capability capability;
  model::WorkerLoad load;
  model::WorkerState state = model::WorkerState::online;
  TimePoint last_seen;
};

// Not thread-safe.
class Registry {
 public:
  // `clock` and `random` must outlive the registry.
  Registry(const Options& options, const Clock& clock, Random& random);

  struct Enrolment {
    model::WorkerId id;
    // Another worker was registered with this address before: its process is gone, and it is forgotten.
    std::optional<model::WorkerId> replaced;
  };
  // A worker's handshake. It keeps its `previous` id if it had that one here, at the same address; else it
  // gets a new one, "NAME-" and 16 hexadecimal characters.
  Enrolment enrol(model::Capability capability, const model::WorkerId& previous);

  // not_found when the worker must register again (we have restarted, or it was away for too long). Brings a
  // lost worker back.
  Status heartbeat(const model::WorkerId& id, const model::WorkerLoad& load);

  struct Expired {
    std::vector<model::WorkerId> lost;       // since the last call
    std::vector<model::WorkerId> forgotten;  // no longer found here
  };
  Expired expire();
  // No earlier than this can expire() find anything; nullopt without workers.
  [[nodiscard]] std::optional<TimePoint> next_expiry() const;

  // Valid until the next call that is not const; nullptr if unknown.
  [[nodiscard]] const Worker* find(const model::WorkerId& id) const;
  [[nodiscard]] std::size_t size() const { return workers_.size(); }

 private:
  [[nodiscard]] TimePoint expiry_of(const Worker& worker) const;
  model::WorkerId fresh_id(const std::string& name);
  std::optional<model::WorkerId> remove_at(const std::string& address);

  Options options_;
  const Clock& clock_;
  Random& random_;
  std::unordered_map<model::WorkerId, Worker> workers_;
  std::unordered_map<std::string, model::WorkerId> by_address_;
};

}  // namespace hg::registry
