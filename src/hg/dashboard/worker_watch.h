// Tells what happened from how the grid looked before and how it looks now.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "hg/dashboard/source.h"
#include "hg/history/record.h"

namespace hg::dashboard {

// Not thread-safe. What came and went between two looks is not seen.
class WorkerWatch {
 public:
  // `tell` gets each event, in docs/api.md's kinds; id and time are for it to fill in.
  explicit WorkerWatch(std::function<void(history::Event)> tell) : tell_(std::move(tell)) {}

  void look(const Grid& grid);

 private:
  struct Known {
    std::string name{};
    model::WorkerState state = model::WorkerState::online;
    resilience::CircuitState circuit = resilience::CircuitState::closed;
    std::uint64_t failures = 0;
  };
  void compare(const std::string& id, Known& before, const Known& now);
  void state_changed(const std::string& id, const Known& before, const Known& now);
  void circuit_changed(const std::string& id, const Known& now);
  void tell(history::Severity severity, const char* kind, const std::string& subject, std::string text);

  std::function<void(history::Event)> tell_;
  std::map<std::string, Known> known_;
  bool history_works_ = true;
};

}  // namespace hg::dashboard
