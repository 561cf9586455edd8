#include "hg/coordinator/service/grid_metrics.h"

#include <algorithm>
#include <array>

#include "hg/base/version.h"
#include "hg/metrics/process.h"
#include "hg/resilience/circuit_breaker.h"

namespace hg::coordinator::service {
namespace {

using model::WorkerState;

constexpr const char* kFailures = "hybridgrid_task_failures_total";
constexpr const char* kFailuresHelp = "Compiles that the grid could not do, by reason.";

constexpr std::array kStates = {std::pair{WorkerState::online, "online"},
                                std::pair{WorkerState::draining, "draining"},
                                std::pair{WorkerState::lost, "lost"}};
constexpr std::array kCircuits = {resilience::CircuitState::closed, resilience::CircuitState::open,
                                  resilience::CircuitState::half_open};

// From a cache-warm C file to the largest C++ unit.
const std::vector<double>& bounds() {
  static const std::vector<double> kBounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                              1,     2.5,  5,     10,   30,  60,   300};
  return kBounds;
}

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

metrics::Counter result(metrics::Registry& registry, const char* value) {
  return registry.counter("hybridgrid_tasks_total", "Compiles that clients sent, by how they ended.",
                          {{"result", value}});
}

metrics::Counter client_compile(metrics::Registry& registry, const char* value, model::Reason reason) {
  return registry.counter("hybridgrid_client_compiles_total",
                          "Compiles that clients did without the grid, as they tell.",
                          {{"result", value}, {"reason", std::string(model::code(reason))}});
}

metrics::Histogram phase(metrics::Registry& registry, const char* value) {
  return registry.histogram("hybridgrid_task_duration_seconds", "Where the time of a compile went.",
                            {{"phase", value}}, bounds());
}

metrics::Counter bytes(metrics::Registry& registry, const char* direction, const char* form) {
  return registry.counter("hybridgrid_transfer_bytes_total",
                          "Sources and outputs that went through, by form.",
                          {{"direction", direction}, {"form", form}});
}

void tell_workers(metrics::Sink& sink, const std::vector<model::WorkerStatus>& workers) {
  for (const auto& [state, name] : kStates) {
    const auto count = std::count_if(workers.begin(), workers.end(),
                                     [&](const auto& worker) { return worker.state == state; });
    sink.gauge("hybridgrid_workers", "Workers by state.", static_cast<double>(count), {{"state", name}});
  }
  for (const model::WorkerStatus& worker : workers) {
    const std::string& id = worker.id.value();
    const metrics::Labels labels{{"worker", id}};
    sink.gauge("hybridgrid_worker_info", "Where a worker is.", 1,
               {{"worker", id}, {"name", worker.capability.name}, {"address", worker.capability.address}});
    sink.gauge("hybridgrid_worker_slots", "Compiles that a worker takes at a time.", worker.capability.slots,
               labels);
    sink.gauge("hybridgrid_worker_slots_busy", "Slots taken, as the coordinator counts.", worker.active_tasks,
               labels);
    sink.gauge("hybridgrid_worker_latency_seconds",
               "What a compile there costs beside the compiler, smoothed.", worker.latency_ms / 1e3, labels);
    sink.gauge("hybridgrid_worker_heartbeat_age_seconds", "Since a worker was last heard of.",
               static_cast<double>(worker.heartbeat_age_ms) / 1e3, labels);
    const char* const tasks = "hybridgrid_worker_tasks_total";
    const char* const help = "Attempts at a worker, by how they ended.";
    sink.counter(tasks, help, static_cast<double>(worker.finished_tasks),
                 {{"worker", id}, {"result", "verdict"}});
    sink.counter(tasks, help, static_cast<double>(worker.failed_tasks),
                 {{"worker", id}, {"result", "failed"}});
    for (const auto circuit : kCircuits) {
      sink.gauge("hybridgrid_worker_circuit_state", "1 for the state that a worker's circuit breaker is in.",
                 worker.circuit == circuit ? 1 : 0,
                 {{"worker", id}, {"state", std::string(resilience::name(circuit))}});
    }
  }
}

}  // namespace

GridMetrics::GridMetrics()
    : results_{result(registry_, "success"),          result(registry_, "cached"),
               result(registry_, "cached_at_worker"), result(registry_, "joined"),
               result(registry_, "compile_error"),    result(registry_, "failed"),
               result(registry_, "cancelled")},
      phases_{phase(registry_, "queue"), phase(registry_, "compile"), phase(registry_, "transfer"),
              phase(registry_, "total")},
      retries_(registry_.counter("hybridgrid_retries_total", "Attempts after the first of a compile.")),
      source_raw_(bytes(registry_, "source", "raw")),
      source_wire_(bytes(registry_, "source", "wire")),
      output_raw_(bytes(registry_, "output", "raw")),
      output_wire_(bytes(registry_, "output", "wire")) {
  using model::Reason;
  (void)client_compile(registry_, "cached", Reason::none);
  for (const Reason reason : {Reason::no_workers, Reason::no_matching_toolchain, Reason::queue_full,
                              Reason::retries_exhausted, Reason::rejected}) {
    (void)registry_.counter(kFailures, kFailuresHelp, {{"reason", std::string(model::code(reason))}});
  }
}

void GridMetrics::compile_ended(const CompileEnd& end) {
  source_raw_.add(static_cast<double>(end.source_bytes));
  source_wire_.add(static_cast<double>(end.wire_bytes));
  if (end.cancelled) return results_.cancelled.add();
  if (!end.outcome) {
    results_.failed.add();
    return registry_
        .counter(kFailures, kFailuresHelp, {{"reason", std::string(model::code(end.outcome.error().reason))}})
        .add();
  }
  if (end.joined) return results_.joined.add();
  const model::CompileResult& compiled = *end.outcome;
  if (compiled.cached == model::CachedAt::coordinator) return results_.cached.add();
  if (compiled.cached == model::CachedAt::worker) return results_.cached_at_worker.add();
  (compiled.exit_code == 0 ? results_.success : results_.compile_error).add();
  retries_.add(compiled.attempts - 1);
  phases_.queue.observe(seconds(compiled.times.queued));
  phases_.compile.observe(seconds(compiled.times.compile));
  phases_.transfer.observe(std::max(0.0, seconds(end.took - compiled.times.queued - compiled.times.compile)));
  phases_.total.observe(seconds(end.took));
  for (const model::OutputFile& output : compiled.outputs) {
    output_raw_.add(static_cast<double>(output.size));
    output_wire_.add(static_cast<double>(output.zstd.size()));
  }
}

void GridMetrics::client_reported(const ClientReport& report) {
  for (const model::ClientOutcome& outcome : report.outcomes)
    client_compile(registry_, outcome.cached ? "cached" : "local", outcome.reason).add();
}

void GridMetrics::show(std::function<BuildService::Load()> load) {
  registry_.on_scrape([load = std::move(load)](metrics::Sink& sink) {
    const BuildService::Load now = load();
    sink.gauge("hybridgrid_build_info", "The program that runs.", 1, {{"version", std::string(version())}});
    sink.gauge("hybridgrid_queue_tasks", "Compiles that wait for a worker.",
               static_cast<double>(now.waiting));
    sink.gauge("hybridgrid_running_tasks", "Attempts under way at workers.",
               static_cast<double>(now.running));
    sink.gauge("hybridgrid_joined_tasks", "Compiles that wait for the same one of another client.",
               static_cast<double>(now.joined));
    tell_workers(sink, now.workers);
    metrics::tell_process(sink);
  });
}

}  // namespace hg::coordinator::service
