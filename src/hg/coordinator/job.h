// One compile of a client as the dispatcher sees it. The request itself stays with whoever submitted it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "hg/model/failure.h"

namespace hg::coordinator {

// What must be known to find a worker, and the task's turn.
struct Demand {
  model::TaskId task{};
  model::BuildId build{};
  model::ToolchainId toolchain{};
  std::string arch{};    // that the object is for: "x86_64"
  std::string client{};  // whose it is: clients share the grid evenly
  model::Priority priority = model::Priority::interactive;
  std::string label{};             // the source as the user wrote it
  std::uint64_t source_bytes = 0;  // of it, as the compiler reads it
};

class Job {
 public:
  explicit Job(Demand demand) : demand_(std::move(demand)) {}
  virtual ~Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  [[nodiscard]] const Demand& demand() const { return demand_; }

  // The end, good or bad: called exactly once for every submitted job. Called while the dispatcher works, so
  // it must be short and must not call the dispatcher.
  virtual void finish(model::CompileOutcome outcome) = 0;

 private:
  Demand demand_;
};

// "x86_64-linux-gnu" -> "x86_64"
std::string arch_of(std::string_view target);

}  // namespace hg::coordinator
