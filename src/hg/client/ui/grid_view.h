// What is known of the grid at one moment, for `hgbuild status` and `hgbuild workers`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hg/client/ipc/answers.h"
#include "hg/model/reason.h"
#include "hg/model/worker.h"

namespace hg::client::ui {

struct GridView {
  std::string version;      // of hgbuild
  std::string coordinator;  // host:port; empty = none configured
  bool agent_running = false;
  std::string agent_message;  // why it is not
  ipc::AgentStatus agent;
  ipc::WorkersAnswer workers;
};

std::string_view name(model::WorkerState state);  // "online"

// How the agent stands with the coordinator; state `unknown` when there is no agent.
ipc::CoordinatorStatus link(const GridView& grid);

struct Slots {
  std::uint32_t online_workers = 0;
  std::uint32_t total = 0;  // of online workers
  std::uint32_t busy = 0;
  [[nodiscard]] std::uint32_t free() const { return total > busy ? total - busy : 0; }
};
Slots slots(const GridView& grid);

// What would happen to a compile now, as far as it can be told without knowing its compiler.
struct Forecast {
  enum class Where { grid, queue, local } where = Where::grid;
  model::Reason reason = model::Reason::none;  // of local
};
Forecast forecast(const GridView& grid);

}  // namespace hg::client::ui
