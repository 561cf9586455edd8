// What must hold of a simulated grid at every moment.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "hg/coordinator/fair_share.h"
#include "hg/model/worker.h"

namespace hg::coordinator::simulation {

// Told what happens; remembers the first thing that was wrong.
class Checks {
 public:
  explicit Checks(std::size_t parties) : parties_(parties) {}

  // A task is waiting that no worker has had yet; it is not any more.
  void waits(const Party& party, char kind);
  void waits_no_more(const Party& party, char kind);
  // A slot of this kind was given to the party, by its turn.
  void turn_of(const Party& party, char kind);

  void took_slot(const model::WorkerId& worker, std::uint32_t slots);
  void gave_slot_back(const model::WorkerId& worker);
  void circuits(const std::vector<model::WorkerStatus>& workers);
  void that(bool holds, const char* otherwise, const std::string& what = {});

  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  struct Lane {
    unsigned waiting = 0;
    unsigned passed_over = 0;  // in a row
  };
  std::size_t parties_;
  std::map<std::pair<Party, char>, Lane> lanes_;
  std::unordered_map<model::WorkerId, std::uint32_t> taken_;
  std::unordered_map<model::WorkerId, resilience::CircuitState> circuits_;
  std::string complaint_;
};

}  // namespace hg::coordinator::simulation
