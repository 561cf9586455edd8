#include "commands/doctor_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "commands/advice.h"
#include "hg/base/version.h"
#include "hg/client/ui/text.h"

namespace hg::hgbuild {
namespace {

using client::ui::Ink;
using model::Reason;

struct Look {
  Health health;
  std::string_view word;
  std::string_view mark;
  Ink ink;
};
constexpr std::array kLooks = {Look{Health::good, "good", "✓", Ink::green},
                               Look{Health::warning, "warning", "!", Ink::yellow},
                               Look{Health::problem, "problem", "✗", Ink::red}};

const Look& look_of(Health health) {
  return kLooks.at(static_cast<std::size_t>(health));
}

Finding judge_compiler(const Examined::Compiler& compiler) {
  const std::string name = "compiler " + compiler.word;
  if (compiler.program.empty())
    return {Health::problem, name, "not found in PATH", "install one: apt-get install g++"};
  if (!compiler.toolchain) {
    return {Health::problem, name, fmt::format("{}: {}", compiler.program, compiler.trouble),
            "compiles with it stay on this machine"};
  }
  const model::Toolchain& is = *compiler.toolchain;
  return {Health::good, name,
          fmt::format("{}: {} {} for {}, {}", compiler.program,
                      is.family == model::CompilerFamily::gcc ? "gcc" : "clang", is.version, is.target,
                      is.id.value().substr(0, 12)),
          ""};
}

Finding judge_agent(const Examined& examined) {
  if (!examined.grid.agent_running) {
    return {Health::problem, "agent", examined.grid.agent_message,
            std::string(advice(Reason::agent_unreachable))};
  }
  const client::ipc::AgentStatus& agent = examined.grid.agent;
  if (agent.version != version()) {
    return {Health::warning, "agent",
            fmt::format("hg-agent {} runs, hgbuild is {}", agent.version, version()),
            fmt::format("it leaves by itself; kill {} ends it now", agent.pid)};
  }
  return {Health::good, "agent",
          fmt::format("hg-agent {}, {} compile slots", agent.version, agent.compile_slots), ""};
}

Finding judge_coordinator(const Examined& examined) {
  constexpr const char* kName = "coordinator";
  if (!examined.coordinator_trouble.empty())
    return {Health::problem, kName, examined.coordinator_trouble, "HG_COORDINATOR=host:port"};
  const client::ipc::WorkersAnswer& answer = examined.grid.workers;
  const std::string& address = examined.grid.coordinator;
  if (!address.empty() && answer.reason == Reason::none)
    return {Health::good, kName, address + " answers", ""};
  const Reason reason = address.empty() ? Reason::not_configured : answer.reason;
  std::string what = fmt::format("{}{}{}", address, address.empty() ? "" : ": ", explain(reason));
  if (!answer.message.empty()) what += fmt::format(" ({})", answer.message);
  return {Health::problem, kName, std::move(what), std::string(advice(reason))};
}

bool serves(const model::WorkerStatus& worker, const model::ToolchainId& id) {
  const auto& all = worker.capability.toolchains;
  return worker.state == model::WorkerState::online &&
         std::any_of(all.begin(), all.end(), [&](const auto& toolchain) { return toolchain.id == id; });
}

Finding judge_workers(const Examined& examined, const Examined::Compiler& compiler) {
  const std::string name = "workers for " + compiler.word;
  const auto& workers = examined.grid.workers.workers;
  if (workers.empty())
    return {Health::problem, name, std::string(explain(Reason::no_workers)),
            std::string(advice(Reason::no_workers))};
  std::size_t fitting = 0;
  std::uint64_t slots = 0;
  for (const model::WorkerStatus& worker : workers) {
    if (!serves(worker, compiler.toolchain->id)) continue;
    ++fitting;
    slots += worker.capability.slots;
  }
  if (fitting == 0) {
    return {Health::problem, name,
            fmt::format("none of {} has {} {}", client::ui::count_text(workers.size(), "worker"),
                        compiler.toolchain->name, compiler.toolchain->version),
            std::string(advice(Reason::no_matching_toolchain))};
  }
  return {Health::good, name, fmt::format("{} of {}, {} slots", fitting, workers.size(), slots), ""};
}

Finding judge_trial(const Examined::Trial& trial) {
  constexpr const char* kName = "a compile";
  if (!trial.trouble.empty()) {
    return {Health::problem, kName, trial.trouble,
            "HG_VERBOSE=1 in front of a compile says what becomes of it"};
  }
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(trial.took).count();
  if (!trial.equal) {
    return {Health::problem, kName, fmt::format("the object of {} differs from a local one", trial.where),
            "HG_DISABLE=1 until this is found: please report it, with both machines' compilers"};
  }
  return {Health::good, kName, fmt::format("by {} in {} ms, equal to a local one", trial.where, milliseconds),
          ""};
}

Finding judge_cache(const Examined::Cache& cache) {
  constexpr const char* kName = "cache";
  constexpr std::uint64_t kScarce = std::uint64_t{1} << 30U;
  if (!cache.on) return {Health::warning, kName, "off", "unset HG_CACHE"};
  if (!cache.trouble.empty())
    return {Health::problem, kName, cache.trouble, "set HG_CACHE_DIR to a directory that can be written"};
  const std::string what =
      fmt::format("{}, up to {}, {} free", cache.directory, client::ui::bytes_text(cache.limit),
                  client::ui::bytes_text(cache.free_bytes));
  if (cache.free_bytes < kScarce)
    return {Health::warning, kName, what, "make room, or set HG_CACHE_DIR or HG_CACHE_SIZE"};
  return {Health::good, kName, what, ""};
}

}  // namespace

std::vector<Finding> judge(const Examined& examined) {
  std::vector<Finding> findings;
  for (const auto& compiler : examined.compilers) findings.push_back(judge_compiler(compiler));
  for (const std::string& name : examined.switches) {
    findings.push_back(
        {Health::warning, "environment", name + " is set: compiles stay on this machine", "unset " + name});
  }
  findings.push_back(judge_agent(examined));
  findings.push_back(judge_coordinator(examined));
  if (findings.back().health == Health::good) {
    for (const auto& compiler : examined.compilers) {
      if (compiler.toolchain) findings.push_back(judge_workers(examined, compiler));
    }
  }
  if (examined.trial) findings.push_back(judge_trial(*examined.trial));
  findings.push_back(judge_cache(examined.cache));
  return findings;
}

bool any_problem(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.health == Health::problem; });
}

std::string doctor_text(const std::vector<Finding>& findings, const client::ui::Style& style) {
  std::size_t wide = 0;
  for (const Finding& finding : findings) wide = std::max(wide, finding.name.size());
  std::string text;
  for (const Finding& finding : findings) {
    const Look& look = look_of(finding.health);
    text +=
        fmt::format("{} {:<{}}  {}\n", style.paint(look.ink, look.mark), finding.name, wide, finding.what);
    if (!finding.advice.empty())
      text += fmt::format("{:{}}{}\n", "", wide + 4, style.paint(Ink::dim, finding.advice));
  }
  return text;
}

std::string doctor_json(const std::vector<Finding>& findings) {
  using Json = nlohmann::ordered_json;
  Json checks = Json::array();
  for (const Finding& finding : findings) {
    checks.push_back({{"name", finding.name},
                      {"health", look_of(finding.health).word},
                      {"what", finding.what},
                      {"advice", finding.advice}});
  }
  const Json json = {{"schema", "hgbuild.doctor/1"}, {"healthy", !any_problem(findings)}, {"checks", checks}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hg::hgbuild
