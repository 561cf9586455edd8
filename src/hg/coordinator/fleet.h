// The workers as places for tasks: slots, counters, latency, and who may take what.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hg/coordinator/job.h"
#include "hg/coordinator/options.h"
#include "hg/model/failure.h"
#include "hg/registry/registry.h"
#include "hg/scheduler/two_choices.h"

namespace hg::coordinator {

// A worker's place in the fleet. A worker that registered anew has another generation.
struct Seat {
  std::uint32_t index = 0;
  std::uint64_t generation = 0;
  auto operator<=>(const Seat&) const = default;
};

// Not thread-safe.
class Fleet {
 public:
  // `clock` and `random` must outlive the fleet.
  Fleet(const Options& options, const Clock& clock, Random& random);

  struct Enrolled {
    model::WorkerId id;
    std::optional<Seat> gone;  // the worker that had this address before
  };
  Enrolled enrol(model::Capability capability, const model::WorkerId& previous);
  Status heartbeat(const model::WorkerId& id, const model::WorkerLoad& load);

  // The workers that were lost since the last call.
  std::vector<Seat> expire();
  [[nodiscard]] std::optional<TimePoint> next_expiry() const { return registry_.next_expiry(); }

  // nullopt if some worker could take such a task now or when it has a free slot; else why not: no_workers or
  // no_matching_toolchain.
  [[nodiscard]] std::optional<model::Failure> obstacle(const model::ToolchainId& toolchain) const;

  // Takes a slot for the task at one of the workers that can have it now. Workers in `tried` are passed over
  // while there is any other that could take it now or later. nullopt if there is no such slot.
  std::optional<Seat> take_slot(const Demand& demand, std::span<const Seat> tried);

  // How a task ended that had a slot.
  enum class End { verdict, workers_fault, other };
  // Gives the slot back. `latency` is what the attempt cost beyond the compile itself.
  void give_back(const Seat& seat, End end, std::optional<Duration> latency);

  [[nodiscard]] bool has_free_slot(const model::ToolchainId& toolchain) const;
  // Valid until the next call that is not const.
  [[nodiscard]] const registry::Worker& worker(const Seat& seat) const;
  [[nodiscard]] std::vector<model::WorkerStatus> statuses() const;

 private:
  struct Member {
    model::WorkerId id;  // empty: nobody sits here
    std::uint64_t generation = 0;
    std::string arch;
    std::vector<model::ToolchainId> toolchains;  // each once
    std::uint32_t slots = 0;
    std::uint32_t active = 0;
    bool online = false;
    std::uint64_t finished = 0;
    std::uint64_t failed = 0;
    std::optional<resilience::CircuitBreaker> breaker;
  };

  std::uint32_t seat_for(const model::WorkerId& id);
  void seat_down(std::uint32_t index, const registry::Worker& worker);
  Seat stand_up(std::uint32_t index);  // frees the seat
  void sync_state(const model::WorkerId& id);
  void list_toolchains(std::uint32_t index, const model::Capability& capability);
  void unlist_toolchains(std::uint32_t index);
  [[nodiscard]] model::Failure no_match() const;
  [[nodiscard]] bool serves(const Member& member) const;  // now, or when it has a free slot
  [[nodiscard]] bool was_tried(std::uint32_t index, std::span<const Seat> tried) const;
  [[nodiscard]] Member* sitting(const Seat& seat);
  void set_active(std::uint32_t index, std::uint32_t active);

  Options options_;
  const Clock& clock_;
  Random& random_;
  registry::Registry registry_;
  std::uint64_t generations_ = 0;
  std::deque<Member> members_;                // never moves, because views_ point into it
  std::vector<scheduler::WorkerView> views_;  // views_[i] is of members_[i]
  std::vector<std::uint32_t> free_seats_;
  std::unordered_map<model::WorkerId, std::uint32_t> by_id_;
  std::unordered_map<model::ToolchainId, std::vector<std::uint32_t>> by_toolchain_;
  std::vector<std::uint32_t> eligible_;  // scratch of take_slot()
};

}  // namespace hg::coordinator
