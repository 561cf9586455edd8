#include "hg/coordinator/fleet.h"

#include <algorithm>
#include <utility>

namespace hg::coordinator {

using model::Reason;
using model::WorkerId;

namespace {

constexpr double kBytesPerGb = 1ULL << 30U;

double milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

bool any_cross(const model::Capability& capability) {
  return std::any_of(capability.toolchains.begin(), capability.toolchains.end(),
                     [&](const auto& toolchain) { return arch_of(toolchain.target) != capability.arch; });
}

}  // namespace

Fleet::Fleet(const Options& options, const Clock& clock, Random& random)
    : options_(options), clock_(clock), random_(random), registry_(options.registry, clock, random) {}

std::uint32_t Fleet::seat_for(const WorkerId& id) {
  if (const auto found = by_id_.find(id); found != by_id_.end()) return found->second;
  std::uint32_t index = 0;
  if (free_seats_.empty()) {
    index = static_cast<std::uint32_t>(members_.size());
    members_.emplace_back();
    views_.emplace_back();
  } else {
    index = free_seats_.back();
    free_seats_.pop_back();
  }
  Member& member = members_[index];
  member = Member{};
  member.id = id;
  member.generation = ++generations_;
  if (auto breaker = resilience::CircuitBreaker::make(options_.breaker, clock_))
    member.breaker = *std::move(breaker);
  views_[index] = {};
  by_id_.emplace(id, index);
  return index;
}

void Fleet::seat_down(std::uint32_t index, const registry::Worker& worker) {
  Member& member = members_[index];
  const model::Capability& capability = worker.capability;
  unlist_toolchains(index);
  member.arch = capability.arch;
  member.slots = capability.slots;
  list_toolchains(index, capability);
  scheduler::WorkerView& view = views_[index];
  view.arch = member.arch;
  view.cross_compiles = any_cross(capability);
  view.cores = capability.cores;
  view.memory_gb = static_cast<double>(capability.memory_bytes) / kBytesPerGb;
}

void Fleet::list_toolchains(std::uint32_t index, const model::Capability& capability) {
  auto& mine = members_[index].toolchains;
  for (const model::Toolchain& toolchain : capability.toolchains) mine.push_back(toolchain.id);
  std::sort(mine.begin(), mine.end());
  mine.erase(std::unique(mine.begin(), mine.end()), mine.end());
  for (const auto& id : mine) by_toolchain_[id].push_back(index);
}

void Fleet::unlist_toolchains(std::uint32_t index) {
  for (const auto& id : members_[index].toolchains) {
    const auto found = by_toolchain_.find(id);
    std::erase(found->second, index);
    if (found->second.empty()) by_toolchain_.erase(found);
  }
  members_[index].toolchains.clear();
}

Seat Fleet::stand_up(std::uint32_t index) {
  unlist_toolchains(index);
  by_id_.erase(members_[index].id);
  const Seat seat{index, members_[index].generation};
  members_[index] = Member{};
  free_seats_.push_back(index);
  return seat;
}

void Fleet::sync_state(const WorkerId& id) {
  members_[by_id_.at(id)].online = registry_.find(id)->state == model::WorkerState::online;
}

Fleet::Enrolled Fleet::enrol(model::Capability capability, const WorkerId& previous) {
  const auto enrolment = registry_.enrol(std::move(capability), previous);
  Enrolled enrolled{enrolment.id, std::nullopt};
  if (enrolment.replaced) enrolled.gone = stand_up(by_id_.at(*enrolment.replaced));
  seat_down(seat_for(enrolment.id), *registry_.find(enrolment.id));
  sync_state(enrolment.id);
  return enrolled;
}

Status Fleet::heartbeat(const WorkerId& id, const model::WorkerLoad& load) {
  HG_TRY(registry_.heartbeat(id, load));
  sync_state(id);
  return {};
}

std::vector<Seat> Fleet::expire() {
  const auto expired = registry_.expire();
  std::vector<Seat> lost;
  for (const WorkerId& id : expired.lost) {
    const std::uint32_t index = by_id_.at(id);
    members_[index].online = false;
    lost.push_back({index, members_[index].generation});
  }
  for (const WorkerId& id : expired.forgotten) stand_up(by_id_.at(id));
  return lost;
}

bool Fleet::serves(const Member& member) const {
  return member.online && member.slots > 0 && (!member.breaker || member.breaker->allows());
}

std::optional<model::Failure> Fleet::obstacle(const model::ToolchainId& toolchain) const {
  const auto can_serve = [this](std::uint32_t index) { return serves(members_[index]); };
  const auto found = by_toolchain_.find(toolchain);
  if (found == by_toolchain_.end()) return no_match();
  const auto& able = found->second;
  if (std::any_of(able.begin(), able.end(), can_serve)) return std::nullopt;
  const bool failing = std::any_of(able.begin(), able.end(), [this](std::uint32_t index) {
    return members_[index].online && members_[index].slots > 0;
  });
  if (failing) return model::Failure{Reason::no_workers, "every worker with this compiler keeps failing"};
  return no_match();
}

model::Failure Fleet::no_match() const {
  const auto serving = [this](const Member& member) { return serves(member); };
  const bool others = std::any_of(members_.begin(), members_.end(), serving);
  const Reason reason = others ? Reason::no_matching_toolchain : Reason::no_workers;
  if (!others && !by_id_.empty()) return {reason, "every worker is lost, draining or failing"};
  return {reason, std::string(model::explain(reason))};
}

bool Fleet::was_tried(std::uint32_t index, std::span<const Seat> tried) const {
  return std::any_of(tried.begin(), tried.end(), [&](const Seat& seat) {
    return seat.index == index && seat.generation == members_[index].generation;
  });
}

std::optional<Seat> Fleet::take_slot(const Demand& demand, std::span<const Seat> tried) {
  const auto found = by_toolchain_.find(demand.toolchain);
  if (found == by_toolchain_.end()) return std::nullopt;
  const bool others =
      !tried.empty() && std::any_of(found->second.begin(), found->second.end(), [&](auto index) {
        return serves(members_[index]) && !was_tried(index, tried);
      });
  eligible_.clear();
  for (const std::uint32_t index : found->second) {
    const Member& member = members_[index];
    if (member.active >= member.slots || !serves(member) || (others && was_tried(index, tried))) continue;
    eligible_.push_back(index);
  }
  const auto decision = scheduler::choose(views_, eligible_, demand.arch, options_.weights, random_);
  if (!decision) return std::nullopt;
  Member& member = members_[decision->worker];
  set_active(decision->worker, member.active + 1);
  if (member.breaker) member.breaker->started();
  return Seat{decision->worker, member.generation};
}

bool Fleet::has_free_slot(const model::ToolchainId& toolchain) const {
  const auto found = by_toolchain_.find(toolchain);
  return found != by_toolchain_.end() &&
         std::any_of(found->second.begin(), found->second.end(), [&](std::uint32_t index) {
           return members_[index].active < members_[index].slots && serves(members_[index]);
         });
}

void Fleet::set_active(std::uint32_t index, std::uint32_t active) {
  members_[index].active = active;
  views_[index].active_tasks = active;
}

Fleet::Member* Fleet::sitting(const Seat& seat) {
  Member& member = members_[seat.index];
  return member.generation == seat.generation ? &member : nullptr;
}

void Fleet::give_back(const Seat& seat, End end, std::optional<Duration> latency) {
  Member* member = sitting(seat);
  if (member == nullptr) return;
  set_active(seat.index, member->active - 1);
  if (end == End::verdict) ++member->finished;
  if (end == End::workers_fault) ++member->failed;
  if (member->breaker) {
    if (end == End::verdict) member->breaker->succeeded();
    if (end == End::workers_fault) member->breaker->failed();
    if (end == End::other) member->breaker->abandoned();
  }
  if (latency) {
    double& smoothed = views_[seat.index].latency_ms;
    const double newest = std::max(0.0, milliseconds(*latency));
    const double weight = member->finished <= 1 ? 1 : options_.latency_smoothing;
    smoothed += weight * (newest - smoothed);
  }
}

const registry::Worker& Fleet::worker(const Seat& seat) const {
  return *registry_.find(members_[seat.index].id);
}

std::vector<model::WorkerStatus> Fleet::statuses() const {
  std::vector<model::WorkerStatus> all;
  for (std::size_t index = 0; index < members_.size(); ++index) {
    const Member& member = members_[index];
    if (member.id.value().empty()) continue;
    const registry::Worker& known = *registry_.find(member.id);
    model::WorkerStatus status;
    status.id = member.id;
    status.capability = known.capability;
    status.state = known.state;
    status.active_tasks = member.active;
    status.finished_tasks = member.finished;
    status.failed_tasks = member.failed;
    status.latency_ms = views_[index].latency_ms;
    if (member.breaker) status.circuit = member.breaker->report().state;
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - known.last_seen);
    status.heartbeat_age_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, age.count()));
    all.push_back(std::move(status));
  }
  return all;
}

}  // namespace hg::coordinator
