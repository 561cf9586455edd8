#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <tuple>

#include "hg/client/ui/report.h"
#include "hg/client/ui/table.h"
#include "hg/client/ui/text.h"

namespace hg::client::ui {
namespace {

constexpr double kSlow = 4;  // times as long as usual: as the coordinator has it by default

Ink ink(model::WorkerState state) {
  switch (state) {
    case model::WorkerState::online:
      return Ink::green;
    case model::WorkerState::draining:
      return Ink::yellow;
    case model::WorkerState::lost:
      return Ink::red;
  }
  return Ink::plain;
}

Ink ink(ipc::LinkState state) {
  switch (state) {
    case ipc::LinkState::up:
      return Ink::green;
    case ipc::LinkState::down:
      return Ink::red;
    default:
      return Ink::yellow;
  }
}

// "g++-12" says enough; "g++" gets its version.
std::string toolchains_text(const std::vector<model::Toolchain>& toolchains) {
  std::string text;
  for (const model::Toolchain& toolchain : toolchains) {
    const std::string major = "-" + toolchain.version.substr(0, toolchain.version.find('.'));
    text += (text.empty() ? "" : ", ") + toolchain.name;
    if (!toolchain.name.ends_with(major)) text += " " + toolchain.version;
  }
  return printable(text);
}

// Why it may get less than the others.
std::string state_text(const model::WorkerStatus& worker) {
  std::string text(name(worker.state));
  if (worker.circuit != resilience::CircuitState::closed) return text + ", failing";
  return worker.slowness >= kSlow ? text + ", slow" : text;
}

Row worker_row(const model::WorkerStatus& worker) {
  const model::Capability& has = worker.capability;
  return {{printable(has.name), false, Ink::bold},
          {printable(has.address)},
          {state_text(worker), false, ink(worker.state)},
          {fmt::format("{}/{}", worker.active_tasks, has.slots), true},
          {printable(has.arch)},
          {std::to_string(has.cores), true},
          {bytes_text(has.memory_bytes), true},
          {toolchains_text(has.toolchains)}};
}

Row header_row() {
  Row row = {{"NAME"}, {"ADDRESS"},     {"STATE"},        {"SLOTS", true},
             {"ARCH"}, {"CORES", true}, {"MEMORY", true}, {"TOOLCHAINS"}};
  for (Cell& cell : row) cell.ink = Ink::dim;
  return row;
}

std::string coordinator_text(const GridView& grid, const Style& style) {
  if (grid.coordinator.empty()) {
    const std::string& why = grid.workers.message;
    return style.paint(Ink::yellow, "none") + "  " +
           (why.empty() ? "set HG_COORDINATOR=host:port" : printable(why));
  }
  const ipc::CoordinatorStatus now = link(grid);
  std::string text = printable(grid.coordinator);
  if (!grid.agent_running) return text;
  text += "  " + style.paint(ink(now.state), name(now.state));
  if (!now.version.empty()) text += "  hg-coord " + printable(now.version);
  if (now.reason != model::Reason::none) text += "  " + std::string(model::code(now.reason));
  return text;
}

std::string agent_text(const GridView& grid, const Style& style) {
  if (!grid.agent_running)
    return style.paint(Ink::yellow, "not running") + "  " + printable(grid.agent_message);
  const ipc::AgentStatus& agent = grid.agent;
  return fmt::format("pid {}  up {}  {}/{} compiling here  {}/{} preprocessing  {} waiting", agent.pid,
                     duration_text(std::chrono::milliseconds(agent.uptime_ms)), agent.compile_slots_used,
                     agent.compile_slots, agent.preprocess_slots_used, agent.preprocess_slots, agent.waiting);
}

std::string workers_line(const GridView& grid) {
  const Slots now = slots(grid);
  const auto all = grid.workers.workers.size();
  std::string text = fmt::format("{} online", now.online_workers);
  if (all != now.online_workers) text += fmt::format(", {} not", all - now.online_workers);
  return text + fmt::format("  {}/{} slots busy  {} queued", now.busy, now.total, grid.workers.queued_tasks);
}

std::string forecast_text(const GridView& grid, const Style& style) {
  const Forecast next = forecast(grid);
  switch (next.where) {
    case Forecast::Where::grid:
      return style.paint(Ink::green, "on the grid") +
             fmt::format("  {} free", count_text(slots(grid).free(), "slot"));
    case Forecast::Where::queue:
      return style.paint(Ink::yellow, "queued") + "  every slot is busy";
    case Forecast::Where::local:
      break;
  }
  return style.paint(Ink::yellow, "on this machine") +
         fmt::format("  {}: {}", model::code(next.reason), model::explain(next.reason));
}

std::vector<Row> worker_rows(const GridView& grid) {
  std::vector<Row> rows;
  for (const model::WorkerStatus& worker : grid.workers.workers) rows.push_back(worker_row(worker));
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a[0].text, a[1].text) < std::tie(b[0].text, b[1].text);
  });
  return rows;
}

}  // namespace

std::string status_text(const GridView& grid, const Page& page) {
  const bool reached =
      grid.agent_running && grid.workers.reason == model::Reason::none && !grid.coordinator.empty();
  std::vector<Row> rows = {{{"coordinator"}, {coordinator_text(grid, page.style)}},
                           {{"agent"}, {agent_text(grid, page.style)}}};
  if (reached) rows.push_back({{"workers"}, {workers_line(grid)}});
  rows.push_back({{"next compile"}, {forecast_text(grid, page.style)}});
  for (Row& row : rows) row[0].ink = Ink::dim;
  std::string text = table(rows, page.style);
  const std::string workers = workers_text(grid, page);
  if (!workers.empty()) text += "\n" + workers;
  return text;
}

std::string workers_text(const GridView& grid, const Page& page) {
  std::vector<Row> rows = worker_rows(grid);
  if (rows.empty()) return {};
  if (page.columns != 0) rows.insert(rows.begin(), header_row());
  return table(rows, page.style, page.columns);
}

}  // namespace hg::client::ui
