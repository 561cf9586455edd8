// The workers as places for tasks: slots, counters, latency, and who may take what.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "hg/coordinator/job.h"
#include "hg/coordinator/options.h"
#include "hg/coordinator/worker_health.h"
#include "hg/coordinator/worker_pools.h"
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

// Which workers will do for a task, beyond what it demands.
struct Wish {
  std::span<const Seat> not_again =
      {};                          // passed over while there is any other that could take it now or later
  std::uint64_t memory_above = 0;  // bytes
  bool first_tier = false;         // no slow worker, and nobody of not_again even if there is nobody else
  Duration expected{0};            // what the compile will take, if known
};

// What waits for one toolchain.
struct Backlog {
  std::size_t tasks = 0;
  TimePoint since;  // from when on there was always one
};

// Not thread-safe.
class Fleet {
 public:
  // `clock` and `random` must outlive the fleet.
  Fleet(const Options& options, const Clock& clock, Random& random);
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  struct Enrolled {
    model::WorkerId id;
    std::optional<Seat> gone;  // the worker that had this address before
  };
  Enrolled enrol(model::Capability capability, const model::WorkerId& previous);
  // Which addresses of workers are on the local network, from now on; workers may come later.
  void found_on_lan(std::set<std::string> addresses);
  Status heartbeat(const model::WorkerId& id, const model::WorkerLoad& load);

  struct Expired {
    std::vector<Seat> lost;              // since the last call; each is a failure of that worker
    std::vector<std::string> forgotten;  // addresses of workers that are not listed any more
  };
  Expired expire();
  [[nodiscard]] std::optional<TimePoint> next_expiry() const { return registry_.next_expiry(); }

  // Time alone makes workers usable again. Cheap when it is not yet next_change().
  void notice_time();
  [[nodiscard]] std::optional<TimePoint> next_change() const;

  // nullopt if some worker could take such a task now or when it has a free slot; else why not: no_workers or
  // no_matching_toolchain.
  [[nodiscard]] std::optional<model::Failure> obstacle(const model::ToolchainId& toolchain);
  // Does a worker serve that fits the wish and none of not_again?
  [[nodiscard]] bool has_other(const model::ToolchainId& toolchain, const Wish& wish) const;

  // Takes a slot for the task at one of the workers that can have it now; nullopt if there is no such slot.
  std::optional<Seat> take_slot(const Demand& demand, const Wish& wish = {});
  [[nodiscard]] bool has_free_slot(const model::ToolchainId& toolchain);
  // Until when a task had better wait for a fast worker than take the slow one that is free: while the fast
  // ones would be through with the whole backlog before the slow one was with this task, unless tasks have
  // waited for as long as the slow one would take. What has lasted so long may well last as long again, so
  // the slow one helps; and if the fast ones hang, waiting has at most doubled the time. nullopt: take what
  // there is. So too when `expected`, the time that the task takes, is 0: unknown.
  [[nodiscard]] std::optional<TimePoint> better_wait(const Demand& demand, const Backlog& backlog,
                                                     Duration expected) const;

  // Gives the slot back. `latency` is what the attempt cost beyond the compile itself.
  void give_back(const Seat& seat, End end, std::optional<Duration> latency);
  void at_fault(const Seat& seat);  // as End::workers_fault, after it was given back
  void took(const Seat& seat, const Measurement& measurement);
  [[nodiscard]] double slowness(const Seat& seat) const;

  // The worker's connection broke: true if it must be asked whether it is there. It gets nothing until then.
  bool doubt(const Seat& seat);
  void answered(const model::WorkerId& id, bool yes);
  // Those who did not answer, and are to be asked again now.
  std::vector<Seat> to_ask_again();

  // By id, address or host name. not_found, or invalid_argument if `name` fits several.
  [[nodiscard]] Result<Seat> find(const std::string& name) const;
  // No new tasks from now on, until `drained` is taken back or another process registers in its place. Fails
  // as find().
  Result<model::WorkerId> drain(const std::string& name, bool drained);

  [[nodiscard]] bool sits(const Seat& seat) const;
  // The worker of a seat that sits. Valid until the next call that is not const.
  [[nodiscard]] const registry::Worker& worker(const Seat& seat) const;
  [[nodiscard]] std::vector<model::WorkerStatus> statuses() const;

 private:
  struct Member {
    model::WorkerId id{};  // empty: nobody sits here
    std::uint64_t generation = 0;
    std::string address{};
    std::string arch{};
    std::uint64_t memory = 0;
    std::uint32_t slots = 0;
    std::uint32_t active = 0;
    bool online = false;
    bool drained = false;
    std::uint64_t finished = 0;
    std::uint64_t failed = 0;
    std::optional<WorkerHealth> health{};
    std::optional<TimePoint> watched{};  // its place in changes_
  };

  std::uint32_t seat_for(const model::WorkerId& id);
  void seat_down(std::uint32_t index, const registry::Worker& worker);
  Seat stand_up(std::uint32_t index);  // frees the seat
  void sync_state(const model::WorkerId& id);
  void refresh(std::uint32_t index);  // after anything that decides whether it serves or is ready
  void watch(std::uint32_t index);
  [[nodiscard]] model::Failure no_match() const;
  [[nodiscard]] bool serves(const Member& member) const;  // now, or when it has a free slot
  [[nodiscard]] bool large_enough(std::uint32_t index, const Wish& wish) const;
  [[nodiscard]] bool fits(std::uint32_t index, const Wish& wish) const;
  [[nodiscard]] bool was_tried(std::uint32_t index, std::span<const Seat> tried) const;
  [[nodiscard]] std::span<const std::uint32_t> eligible(const WorkerPools::Pool& pool, const Wish& wish);
  [[nodiscard]] Member* sitting(const Seat& seat);
  void set_active(std::uint32_t index, std::uint32_t active);

  Options options_;
  const Clock& clock_;
  Random& random_;
  registry::Registry registry_;
  WorkerPools pools_;
  std::uint64_t generations_ = 0;
  std::set<std::string> lan_;                 // addresses
  std::deque<Member> members_;                // never moves, because views_ point into it
  std::vector<scheduler::WorkerView> views_;  // views_[i] is of members_[i]
  std::vector<std::uint32_t> free_seats_;
  std::unordered_map<model::WorkerId, std::uint32_t> by_id_;
  std::multimap<TimePoint, std::uint32_t> changes_;  // when a worker must be looked at again
  std::multimap<TimePoint, Seat> asks_;              // when a worker that did not answer is asked again
  std::vector<std::uint32_t> eligible_;              // scratch
};

}  // namespace hg::coordinator
