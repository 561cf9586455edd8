#include "commands/grid.h"

#include <fmt/format.h>
#include <unistd.h>

#include "commands/commands.h"
#include "hg/base/version.h"
#include "hg/client/ui/report.h"
#include "hg/client/ui/terminal.h"
#include "hg/os/file.h"

namespace hg::hgbuild {

client::ui::GridView look(const std::string& coordinator) {
  client::ui::GridView grid;
  grid.version = version();
  grid.coordinator = coordinator;
  const client::ipc::Client client = agent_client(coordinator, Agent::start);
  if (has_coordinator(coordinator)) {
    // First, because this makes the agent talk to the coordinator, whose state is asked for next.
    if (auto workers = client.query_workers()) {
      grid.workers = *std::move(workers);
    } else {
      grid.workers.reason = model::Reason::agent_unreachable;
    }
  }
  if (auto agent = client.query_status()) {
    grid.agent_running = true;
    grid.agent = *std::move(agent);
    const bool found =
        grid.workers.reason != model::Reason::not_configured && !grid.agent.coordinators.empty();
    if (coordinator.empty() && has_coordinator("") && found)
      grid.coordinator = grid.agent.coordinators[0].address;
  } else {
    grid.agent_message = agent.error().message();
  }
  return grid;
}

namespace {

using client::ui::GridView;
using model::Reason;

int exit_code(const GridView& grid) {
  if (!grid.agent_running && !grid.coordinator.empty()) return kExitFailed;
  return grid.coordinator.empty() || grid.workers.reason != Reason::none ? kExitUnreachable : kExitOk;
}

client::ui::Page page(const Context& context) {
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  return {context.style(STDOUT_FILENO),
          terminal ? client::ui::terminal_on(STDOUT_FILENO)->size().columns : 0};
}

// Where trust is missing, the detail is what helps.
std::string reason_of(const std::string& coordinator, Reason reason, const std::string& message) {
  const bool trust = reason == Reason::coordinator_untrusted || reason == Reason::access_denied;
  if (trust) return fmt::format("{}: {}", model::explain(reason), message);
  return fmt::format("{}: {}", coordinator, model::explain(reason));
}

std::string why(const GridView& grid) {
  if (grid.coordinator.empty())
    return grid.workers.message.empty() ? std::string(model::explain(Reason::not_configured))
                                        : grid.workers.message;
  if (!grid.agent_running) return grid.agent_message;
  return reason_of(grid.coordinator, grid.workers.reason, grid.workers.message);
}

}  // namespace

int status_command(const Context& context, const std::vector<std::string>& arguments) {
  const auto json = wants_json("status", arguments);
  if (!json) return complain(context, kExitUsage, json.error().message(), "see hgbuild help status");
  const auto coordinator = coordinator_address();
  if (!coordinator) {
    return complain(context, kExitUsage, coordinator.error().to_string(), "HG_COORDINATOR=host:port");
  }
  const GridView grid = look(*coordinator);
  (void)os::write_all(STDOUT_FILENO, *json ? status_json(grid) : status_text(grid, page(context)));
  return exit_code(grid);
}

namespace {

// hgbuild workers drain|undrain NAME
int drain_command(const Context& context, const std::vector<std::string>& arguments) {
  const bool drained = arguments[0] == "drain";
  if (arguments.size() != 2) {
    return complain(context, kExitUsage, fmt::format("workers {} takes one worker", arguments[0]),
                    "its id, address or name, as hgbuild workers shows them");
  }
  const auto coordinator = coordinator_address();
  if (!coordinator || !has_coordinator(*coordinator)) {
    return complain(
        context, kExitUsage,
        coordinator ? std::string(model::explain(Reason::not_configured)) : coordinator.error().to_string(),
        "HG_COORDINATOR=host:port");
  }
  const auto answer = agent_client(*coordinator, Agent::start).drain(arguments[1], drained);
  if (!answer) return complain(context, kExitFailed, answer.error().message(), "see hgbuild status");
  if (answer->reason == Reason::coordinator_refused || answer->reason == Reason::coordinator_timeout)
    return complain(context, kExitUnreachable,
                    fmt::format("{}: {}", *coordinator, model::explain(answer->reason)), "");
  if (answer->reason != Reason::none)
    return complain(context, kExitFailed, answer->message, "see hgbuild workers");
  (void)os::write_all(STDOUT_FILENO, fmt::format("{} {}\n", answer->worker,
                                                 drained ? "gets no new compiles" : "gets compiles again"));
  return kExitOk;
}

}  // namespace

int workers_command(const Context& context, const std::vector<std::string>& arguments) {
  if (!arguments.empty() && (arguments[0] == "drain" || arguments[0] == "undrain"))
    return drain_command(context, arguments);
  const auto json = wants_json("workers", arguments);
  if (!json) return complain(context, kExitUsage, json.error().message(), "see hgbuild help workers");
  const auto coordinator = coordinator_address();
  if (!coordinator) {
    return complain(context, kExitUsage, coordinator.error().to_string(), "HG_COORDINATOR=host:port");
  }
  const GridView grid = look(*coordinator);
  if (const int code = exit_code(grid); code != kExitOk)
    return complain(context, code, why(grid), "see hgbuild status");
  (void)os::write_all(STDOUT_FILENO, *json ? workers_json(grid) : workers_text(grid, page(context)));
  if (grid.workers.workers.empty() && !*json) {
    (void)os::write_all(STDERR_FILENO, fmt::format("hgbuild: {}\n", model::explain(Reason::no_workers)));
  }
  return kExitOk;
}

}  // namespace hg::hgbuild
