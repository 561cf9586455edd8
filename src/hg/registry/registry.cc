#include "hg/registry/registry.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace hg::registry {

using model::WorkerId;
using model::WorkerState;

namespace {

constexpr std::size_t kLongestNameInId = 63;

}  // namespace

Registry::Registry(const Options& options, const Clock& clock, Random& random)
    : options_(options), clock_(clock), random_(random) {}

WorkerId Registry::fresh_id(const std::string& name) {
  return WorkerId(fmt::format("{}-{:016x}", name.substr(0, kLongestNameInId), random_.next()));
}

std::optional<WorkerId> Registry::remove_at(const std::string& address) {
  const auto found = by_address_.find(address);
  if (found == by_address_.end()) return std::nullopt;
  const WorkerId id = found->second;
  workers_.erase(id);
  by_address_.erase(found);
  return id;
}

Registry::Enrolment Registry::enrol(model::Capability capability, const WorkerId& previous) {
  Enrolment enrolment;
  const auto known = workers_.find(previous);
  if (known != workers_.end() && known->second.capability.address == capability.address) {
    enrolment.id = previous;
  } else {
    enrolment.replaced = remove_at(capability.address);
    enrolment.id = fresh_id(capability.name);
    by_address_[capability.address] = enrolment.id;
  }
  Worker& worker = workers_[enrolment.id];
  worker = Worker{enrolment.id, std::move(capability), {}, WorkerState::online, clock_.now()};
  return enrolment;
}

Status Registry::heartbeat(const WorkerId& id, const model::WorkerLoad& load) {
  const auto found = workers_.find(id);
  if (found == workers_.end()) {
    return fail(Code::not_found,
                fmt::format("worker '{}' is not registered here: register again", id.value()));
  }
  Worker& worker = found->second;
  worker.last_seen = clock_.now();
  worker.load = load;
  worker.state = load.draining ? WorkerState::draining : WorkerState::online;
  return {};
}

TimePoint Registry::expiry_of(const Worker& worker) const {
  const Duration silence = worker.state == WorkerState::lost
                               ? options_.forget_after
                               : options_.heartbeat_interval * options_.missed_heartbeats;
  return worker.last_seen + silence;
}

Registry::Expired Registry::expire() {
  const TimePoint now = clock_.now();
  Expired expired;
  for (auto& [id, worker] : workers_) {
    if (expiry_of(worker) > now) continue;
    (worker.state == WorkerState::lost ? expired.forgotten : expired.lost).push_back(id);
    worker.state = WorkerState::lost;
  }
  for (const WorkerId& id : expired.forgotten) {
    by_address_.erase(workers_.at(id).capability.address);
    workers_.erase(id);
  }
  // The map's order is no one's business, but a replay must be the same everywhere.
  std::sort(expired.lost.begin(), expired.lost.end());
  std::sort(expired.forgotten.begin(), expired.forgotten.end());
  return expired;
}

std::optional<TimePoint> Registry::next_expiry() const {
  std::optional<TimePoint> next;
  for (const auto& [id, worker] : workers_) {
    const TimePoint expiry = expiry_of(worker);
    if (!next || expiry < *next) next = expiry;
  }
  return next;
}

const Worker* Registry::find(const WorkerId& id) const {
  const auto found = workers_.find(id);
  return found == workers_.end() ? nullptr : &found->second;
}

}  // namespace hg::registry
