#include "hg/coordinator/fleet.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "hg/scheduler/quickest.h"

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

std::vector<model::ToolchainId> toolchains_of(const model::Capability& capability) {
  std::vector<model::ToolchainId> all;
  for (const model::Toolchain& toolchain : capability.toolchains) all.push_back(toolchain.id);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
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
  member.health.emplace(options_, clock_);
  views_[index] = {};
  by_id_.emplace(id, index);
  return index;
}

void Fleet::seat_down(std::uint32_t index, const registry::Worker& worker) {
  Member& member = members_[index];
  const model::Capability& capability = worker.capability;
  member.address = capability.address;
  member.arch = capability.arch;
  member.slots = capability.slots;
  member.memory = capability.memory_bytes;
  member.health->believed();
  pools_.list(index, toolchains_of(capability));
  scheduler::WorkerView& view = views_[index];
  view.arch = member.arch;
  view.cross_compiles = any_cross(capability);
  view.cores = capability.cores;
  view.memory_gb = static_cast<double>(capability.memory_bytes) / kBytesPerGb;
  view.on_lan = lan_.contains(member.address);
}

void Fleet::found_on_lan(std::set<std::string> addresses) {
  lan_ = std::move(addresses);
  for (std::size_t i = 0; i < members_.size(); ++i) views_[i].on_lan = lan_.contains(members_[i].address);
}

Seat Fleet::stand_up(std::uint32_t index) {
  pools_.unlist(index);
  by_id_.erase(members_[index].id);
  const Seat seat{index, members_[index].generation};
  members_[index] = Member{};
  free_seats_.push_back(index);
  return seat;
}

void Fleet::sync_state(const WorkerId& id) {
  const std::uint32_t index = by_id_.at(id);
  members_[index].online = registry_.find(id)->state == model::WorkerState::online;
  refresh(index);
}

bool Fleet::serves(const Member& member) const {
  return member.online && !member.drained && member.slots > 0 && member.health->serves();
}

void Fleet::refresh(std::uint32_t index) {
  const Member& member = members_[index];
  if (member.id.value().empty()) return;
  const bool serving = serves(member);
  const bool ready = serving && member.active < member.slots && member.health->usable();
  const bool slow = member.health->slow();
  const bool on_probation = member.health->on_probation();
  const Readiness tier = slow || (on_probation && member.active > 0) ? Readiness::second : Readiness::first;
  pools_.set(index, {.serving = serving,
                     .readiness = ready ? tier : Readiness::none,
                     .fast_slots = serving && !slow && !on_probation ? member.slots : 0});
  watch(index);
}

// An entry that is no longer true costs one look, so only an earlier one is noted anew.
void Fleet::watch(std::uint32_t index) {
  Member& member = members_[index];
  const auto when = member.health->changes_at();
  if (!when || (member.watched && *member.watched <= *when)) return;
  member.watched = when;
  changes_.emplace(*when, index);
}

void Fleet::notice_time() {
  const TimePoint now = clock_.now();
  while (!changes_.empty() && changes_.begin()->first <= now) {
    const std::uint32_t index = changes_.begin()->second;
    changes_.erase(changes_.begin());
    Member& member = members_[index];
    member.watched.reset();
    refresh(index);
  }
}

std::optional<TimePoint> Fleet::next_change() const {
  std::optional<TimePoint> next;
  if (!changes_.empty()) next = changes_.begin()->first;
  if (!asks_.empty() && (!next || asks_.begin()->first < *next)) next = asks_.begin()->first;
  return next;
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
  Member& member = members_[by_id_.at(id)];
  if (!member.online) member.health->believed();
  sync_state(id);
  return {};
}

Fleet::Expired Fleet::expire() {
  const auto expired = registry_.expire();
  Expired result;
  for (const WorkerId& id : expired.lost) {
    const std::uint32_t index = by_id_.at(id);
    members_[index].online = false;
    members_[index].health->at_fault();
    refresh(index);
    result.lost.push_back({index, members_[index].generation});
  }
  for (const WorkerId& id : expired.forgotten) {
    const std::uint32_t index = by_id_.at(id);
    result.forgotten.push_back(members_[index].address);
    stand_up(index);
  }
  return result;
}

std::optional<model::Failure> Fleet::obstacle(const model::ToolchainId& toolchain) {
  notice_time();
  const WorkerPools::Pool* pool = pools_.find(toolchain);
  if (pool == nullptr) return no_match();
  if (pool->serving() > 0) return std::nullopt;
  const bool failing =
      std::any_of(pool->members().begin(), pool->members().end(), [this](std::uint32_t index) {
        const Member& member = members_[index];
        return member.online && !member.drained && member.slots > 0;
      });
  if (failing) return model::Failure{Reason::no_workers, "every worker with this compiler keeps failing"};
  return no_match();
}

model::Failure Fleet::no_match() const {
  const bool others = pools_.serving() > 0;
  const Reason reason = others ? Reason::no_matching_toolchain : Reason::no_workers;
  if (!others && !by_id_.empty()) return {reason, "every worker is lost, draining or failing"};
  return {reason, std::string(model::explain(reason))};
}

bool Fleet::has_other(const model::ToolchainId& toolchain, const Wish& wish) const {
  const WorkerPools::Pool* pool = pools_.find(toolchain);
  return pool != nullptr && std::any_of(pool->members().begin(), pool->members().end(), [&](auto index) {
           return fits(index, wish) && serves(members_[index]);
         });
}

// A worker that does not say how much memory it has is not larger than any, and good for all who do not ask.
bool Fleet::large_enough(std::uint32_t index, const Wish& wish) const {
  return wish.memory_above == 0 || members_[index].memory > wish.memory_above;
}

bool Fleet::fits(std::uint32_t index, const Wish& wish) const {
  return large_enough(index, wish) && !was_tried(index, wish.not_again);
}

bool Fleet::was_tried(std::uint32_t index, std::span<const Seat> tried) const {
  return std::any_of(tried.begin(), tried.end(), [&](const Seat& seat) {
    return seat.index == index && seat.generation == members_[index].generation;
  });
}

std::span<const std::uint32_t> Fleet::eligible(const WorkerPools::Pool& pool, const Wish& wish) {
  const auto first = pool.ready(Readiness::first);
  const auto second = wish.first_tier ? std::span<const std::uint32_t>() : pool.ready(Readiness::second);
  if (wish.not_again.empty() && wish.memory_above == 0) return first.empty() ? second : first;
  const bool others = wish.first_tier ||
                      std::any_of(pool.members().begin(), pool.members().end(),
                                  [&](auto index) { return fits(index, wish) && serves(members_[index]); });
  eligible_.clear();
  for (const auto& tier : {first, second}) {
    if (!eligible_.empty()) break;
    std::copy_if(tier.begin(), tier.end(), std::back_inserter(eligible_),
                 [&](auto index) { return others ? fits(index, wish) : large_enough(index, wish); });
  }
  return eligible_;
}

std::optional<Seat> Fleet::take_slot(const Demand& demand, const Wish& wish) {
  notice_time();
  const WorkerPools::Pool* pool = pools_.find(demand.toolchain);
  if (pool == nullptr) return std::nullopt;
  const auto from = eligible(*pool, wish);
  const auto decision = options_.policy == Policy::cost
                            ? scheduler::choose_quickest(views_, from, milliseconds(wish.expected), random_)
                            : scheduler::choose(views_, from, demand.arch, options_.weights, random_);
  if (!decision) return std::nullopt;
  Member& member = members_[decision->worker];
  member.health->started();
  set_active(decision->worker, member.active + 1);
  return Seat{decision->worker, member.generation};
}

bool Fleet::has_free_slot(const model::ToolchainId& toolchain) {
  notice_time();
  const WorkerPools::Pool* pool = pools_.find(toolchain);
  return pool != nullptr &&
         !(pool->ready(Readiness::first).empty() && pool->ready(Readiness::second).empty());
}

std::optional<TimePoint> Fleet::better_wait(const Demand& demand, const Backlog& backlog,
                                            Duration expected) const {
  const WorkerPools::Pool* pool = pools_.find(demand.toolchain);
  if (pool == nullptr || pool->fast_slots() == 0 || !pool->ready(Readiness::first).empty()) return {};
  const auto slow = pool->ready(Readiness::second);
  const auto best = std::min_element(
      slow.begin(), slow.end(), [this](auto a, auto b) { return views_[a].slowness < views_[b].slowness; });
  if (best == slow.end()) return {};
  const double slowness = views_[*best].slowness;
  const double turns = 1 + static_cast<double>(backlog.tasks) / static_cast<double>(pool->fast_slots());
  if (slowness < turns) return {};
  const TimePoint until = backlog.since + std::chrono::duration_cast<Duration>(
                                              std::chrono::duration<double>(expected) * slowness);
  return clock_.now() < until ? std::optional(until) : std::nullopt;
}

void Fleet::set_active(std::uint32_t index, std::uint32_t active) {
  members_[index].active = active;
  views_[index].active_tasks = active;
  refresh(index);
}

Fleet::Member* Fleet::sitting(const Seat& seat) {
  Member& member = members_[seat.index];
  return member.generation == seat.generation ? &member : nullptr;
}

bool Fleet::sits(const Seat& seat) const {
  return members_[seat.index].generation == seat.generation;
}

void Fleet::give_back(const Seat& seat, End end, std::optional<Duration> latency) {
  Member* member = sitting(seat);
  if (member == nullptr) return;
  if (end == End::verdict) ++member->finished;
  if (end == End::workers_fault) ++member->failed;
  member->health->ended(end);
  if (latency) {
    double& smoothed = views_[seat.index].latency_ms;
    const double newest = std::max(0.0, milliseconds(*latency));
    const double weight = member->finished <= 1 ? 1 : options_.latency_smoothing;
    smoothed += weight * (newest - smoothed);
  }
  set_active(seat.index, member->active - 1);
}

void Fleet::at_fault(const Seat& seat) {
  Member* member = sitting(seat);
  if (member == nullptr) return;
  ++member->failed;
  member->health->at_fault();
  refresh(seat.index);
}

void Fleet::took(const Seat& seat, const Measurement& measurement) {
  Member* member = sitting(seat);
  if (member == nullptr) return;
  member->health->took(measurement);
  views_[seat.index].slowness = member->health->slowness();
  refresh(seat.index);
}

double Fleet::slowness(const Seat& seat) const {
  return sits(seat) ? views_[seat.index].slowness : 1;
}

bool Fleet::doubt(const Seat& seat) {
  Member* member = sitting(seat);
  if (member == nullptr || !member->online || !member->health->doubted()) return false;
  refresh(seat.index);
  return true;
}

void Fleet::answered(const WorkerId& id, bool yes) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  const std::uint32_t index = found->second;
  members_[index].health->answered(yes);
  if (!yes) asks_.emplace(clock_.now() + options_.probe_again, Seat{index, members_[index].generation});
  refresh(index);
}

std::vector<Seat> Fleet::to_ask_again() {
  std::vector<Seat> due;
  while (!asks_.empty() && asks_.begin()->first <= clock_.now()) {
    const Seat seat = asks_.extract(asks_.begin()).mapped();
    const Member* member = sitting(seat);
    if (member != nullptr && member->online && member->health->unanswered()) due.push_back(seat);
  }
  return due;
}

Result<Seat> Fleet::find(const std::string& name) const {
  std::vector<Seat> fitting;
  for (std::uint32_t index = 0; index < members_.size(); ++index) {
    const Member& member = members_[index];
    if (member.id.value().empty()) continue;
    const std::string& host = registry_.find(member.id)->capability.name;
    if (member.id.value() == name || member.address == name || host == name)
      fitting.push_back({index, member.generation});
  }
  if (fitting.empty()) return fail(Code::not_found, fmt::format("no worker is called '{}'", name));
  if (fitting.size() == 1) return fitting.front();
  return fail(Code::invalid_argument,
              fmt::format("'{}' fits {} workers: say the id or the address of one", name, fitting.size()));
}

Result<WorkerId> Fleet::drain(const std::string& name, bool drained) {
  HG_TRY_ASSIGN(const Seat seat, find(name));
  members_[seat.index].drained = drained;
  refresh(seat.index);
  return members_[seat.index].id;
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
    if (member.drained && known.state == model::WorkerState::online)
      status.state = model::WorkerState::draining;
    status.active_tasks = member.active;
    status.finished_tasks = member.finished;
    status.failed_tasks = member.failed;
    status.latency_ms = views_[index].latency_ms;
    status.circuit = member.health->circuit();
    status.probe_in_ms = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(member.health->until_probe()).count());
    status.load_average = known.load.load_average;
    status.slowness = views_[index].slowness;
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - known.last_seen);
    status.heartbeat_age_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, age.count()));
    all.push_back(std::move(status));
  }
  return all;
}

}  // namespace hg::coordinator
