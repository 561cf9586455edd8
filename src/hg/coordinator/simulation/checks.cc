#include "hg/coordinator/simulation/checks.h"

namespace hg::coordinator::simulation {

using resilience::CircuitState;

namespace {

bool legal(CircuitState from, CircuitState to) {
  if (from == to) return true;
  switch (from) {
    case CircuitState::closed:
      return to == CircuitState::open;
    case CircuitState::open:
      return to == CircuitState::half_open;
    case CircuitState::half_open:
      return true;
  }
  return false;
}

}  // namespace

void Checks::that(bool holds, const char* otherwise, const std::string& what) {
  if (!holds && complaint_.empty()) complaint_ = otherwise + (what.empty() ? "" : ": " + what);
}

void Checks::waits(const Party& party, char kind) {
  ++lanes_[{party, kind}].waiting;
}

void Checks::waits_no_more(const Party& party, char kind) {
  const auto lane = lanes_.find({party, kind});
  if (--lane->second.waiting == 0) lanes_.erase(lane);
}

// FairShare's patience, once more for every party that starves as well, and one round for good measure.
void Checks::turn_of(const Party& party, char kind) {
  const std::size_t most = (FairShare::kPatience + 2) * parties_ + 4;
  for (auto& [key, lane] : lanes_) {
    if (key.second != kind) continue;
    if (key.first == party) {
      lane.passed_over = 0;
    } else {
      that(++lane.passed_over <= most, "starves", key.first.client);
    }
  }
}

void Checks::took_slot(const model::WorkerId& worker, std::uint32_t slots) {
  that(++taken_[worker] <= slots, "over its slots", worker.value());
}

void Checks::gave_slot_back(const model::WorkerId& worker) {
  --taken_[worker];
}

void Checks::circuits(const std::vector<model::WorkerStatus>& workers) {
  for (const model::WorkerStatus& worker : workers) {
    const auto [known, is_new] = circuits_.try_emplace(worker.id, worker.circuit);
    if (is_new)
      that(worker.circuit == CircuitState::closed, "a new circuit is not closed", worker.id.value());
    that(legal(known->second, worker.circuit), "an illegal step of a circuit", worker.id.value());
    known->second = worker.circuit;
  }
}

}  // namespace hg::coordinator::simulation
