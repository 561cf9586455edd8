#include <nlohmann/json.hpp>

#include "hg/client/ui/report.h"

namespace hg::client::ui {
namespace {

using Json = nlohmann::ordered_json;

// Foreign text may be no UTF-8: it is replaced, never thrown at.
std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json reason_or_null(model::Reason reason) {
  if (reason == model::Reason::none) return nullptr;
  return std::string(model::code(reason));
}

Json coordinator_json(const GridView& grid) {
  if (grid.coordinator.empty()) return nullptr;
  const ipc::CoordinatorStatus now = link(grid);
  return {{"address", grid.coordinator},          {"state", name(now.state)}, {"version", now.version},
          {"reason", reason_or_null(now.reason)}, {"message", now.message},   {"in_flight", now.in_flight}};
}

Json agent_json(const GridView& grid) {
  if (!grid.agent_running) return {{"running", false}, {"message", grid.agent_message}};
  const ipc::AgentStatus& agent = grid.agent;
  return {{"running", true},
          {"pid", agent.pid},
          {"version", agent.version},
          {"uptime_ms", agent.uptime_ms},
          {"compile_slots", {{"used", agent.compile_slots_used}, {"total", agent.compile_slots}}},
          {"preprocess_slots", {{"used", agent.preprocess_slots_used}, {"total", agent.preprocess_slots}}},
          {"waiting", agent.waiting}};
}

Json toolchain_json(const model::Toolchain& toolchain) {
  return {{"id", toolchain.id.value()},
          {"name", toolchain.name},
          {"family", toolchain.family == model::CompilerFamily::gcc ? "gcc" : "clang"},
          {"cxx", toolchain.cxx},
          {"version", toolchain.version},
          {"target", toolchain.target}};
}

Json worker_json(const model::WorkerStatus& worker) {
  const model::Capability& has = worker.capability;
  Json toolchains = Json::array();
  for (const model::Toolchain& toolchain : has.toolchains) toolchains.push_back(toolchain_json(toolchain));
  return {{"id", worker.id.value()},
          {"name", has.name},
          {"address", has.address},
          {"version", has.version},
          {"state", name(worker.state)},
          {"slots", {{"used", worker.active_tasks}, {"total", has.slots}}},
          {"arch", has.arch},
          {"cores", has.cores},
          {"memory_bytes", has.memory_bytes},
          {"finished_tasks", worker.finished_tasks},
          {"failed_tasks", worker.failed_tasks},
          {"latency_ms", worker.latency_ms},
          {"slowness", worker.slowness},
          {"circuit", std::string(resilience::name(worker.circuit))},
          {"heartbeat_age_ms", worker.heartbeat_age_ms},
          {"toolchains", std::move(toolchains)}};
}

Json workers_array(const GridView& grid) {
  Json workers = Json::array();
  for (const model::WorkerStatus& worker : grid.workers.workers) workers.push_back(worker_json(worker));
  return workers;
}

Json forecast_json(const GridView& grid) {
  const Forecast next = forecast(grid);
  if (next.where == Forecast::Where::grid) return {{"where", "grid"}, {"reason", nullptr}};
  if (next.where == Forecast::Where::queue) return {{"where", "queue"}, {"reason", nullptr}};
  return {{"where", "local"},
          {"reason", reason_or_null(next.reason)},
          {"explanation", std::string(model::explain(next.reason))}};
}

}  // namespace

std::string status_json(const GridView& grid) {
  const Slots now = slots(grid);
  return dump({{"schema", "hgbuild.status/1"},
               {"version", grid.version},
               {"coordinator", coordinator_json(grid)},
               {"agent", agent_json(grid)},
               {"slots", {{"total", now.total}, {"busy", now.busy}, {"free", now.free()}}},
               {"queued_tasks", grid.workers.queued_tasks},
               {"next_compile", forecast_json(grid)},
               {"workers", workers_array(grid)}});
}

std::string workers_json(const GridView& grid) {
  return dump({{"schema", "hgbuild.workers/1"},
               {"coordinator", grid.coordinator},
               {"queued_tasks", grid.workers.queued_tasks},
               {"workers", workers_array(grid)}});
}

}  // namespace hg::client::ui
