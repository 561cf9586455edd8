#include "hg/dashboard/json.h"

#include <cmath>

namespace hg::dashboard {
namespace {

const char* state_name(model::WorkerState state) {
  switch (state) {
    case model::WorkerState::online:
      return "online";
    case model::WorkerState::draining:
      return "draining";
    case model::WorkerState::lost:
      return "lost";
  }
  return "lost";
}

// What people read: three digits behind the point are enough.
double rounded(double value) {
  return std::round(value * 1000) / 1000;
}

Json by_reason(const std::map<model::Reason, std::uint64_t>& counts) {
  Json json = Json::object();
  for (const auto& [reason, count] : counts) json[std::string(model::code(reason))] = count;
  return json;
}

}  // namespace

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::int64_t milliseconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

double milliseconds(Duration duration) {
  return rounded(std::chrono::duration<double, std::milli>(duration).count());
}

Json to_json(const model::WorkerStatus& worker, WallTime now) {
  Json compilers = Json::array();
  for (const model::Toolchain& toolchain : worker.capability.toolchains) {
    compilers.push_back({{"name", toolchain.name},
                         {"version", toolchain.version},
                         {"target", toolchain.target},
                         {"id", toolchain.id.value()}});
  }
  return {{"id", worker.id.value()},
          {"name", worker.capability.name},
          {"address", worker.capability.address},
          {"version", worker.capability.version},
          {"arch", worker.capability.arch},
          {"cores", worker.capability.cores},
          {"memory_bytes", worker.capability.memory_bytes},
          {"state", state_name(worker.state)},
          {"circuit", resilience::name(worker.circuit)},
          {"probe_at_ms", worker.probe_in_ms == 0
                              ? Json()
                              : Json(milliseconds(now) + static_cast<std::int64_t>(worker.probe_in_ms))},
          {"slots", worker.capability.slots},
          {"busy", worker.active_tasks},
          {"verdicts", worker.finished_tasks},
          {"failures", worker.failed_tasks},
          {"latency_ms", rounded(worker.latency_ms)},
          {"slowness", rounded(worker.slowness)},
          {"load_average", rounded(worker.load_average)},
          {"last_seen_ms", milliseconds(now) - static_cast<std::int64_t>(worker.heartbeat_age_ms)},
          {"compilers", std::move(compilers)}};
}

Json to_json(const history::CompileRecord& record) {
  return {{"id", record.id},
          {"ended_ms", milliseconds(record.ended)},
          {"file", record.file},
          {"build", record.build},
          {"client", record.client},
          {"outcome", history::name(record.outcome)},
          {"reason", model::code(record.reason)},
          {"exit_code", record.exit_code},
          {"worker", record.worker},
          {"worker_address", record.worker_address},
          {"attempts", record.attempts},
          {"total_ms", milliseconds(record.total)},
          {"queued_ms", milliseconds(record.queued)},
          {"compile_ms", milliseconds(record.compile)},
          {"cpu_ms", milliseconds(record.cpu)},
          {"saved_ms", milliseconds(record.saved)},
          {"source_bytes", record.source_bytes},
          {"source_wire_bytes", record.source_wire_bytes},
          {"output_bytes", record.output_bytes},
          {"output_wire_bytes", record.output_wire_bytes}};
}

Json to_json(const history::Tally& tally) {
  Json outcomes = Json::object();
  for (const history::Outcome outcome : history::kOutcomes) {
    outcomes[std::string(history::name(outcome))] = tally.count(outcome);
  }
  return {{"compiles", tally.compiles()},
          {"outcomes", std::move(outcomes)},
          {"failures", by_reason(tally.failures)},
          {"locals", by_reason(tally.locals)},
          {"retries", tally.retries},
          {"compile_ms", milliseconds(tally.compile)},
          {"saved_ms", milliseconds(tally.saved)},
          {"queued_ms", milliseconds(tally.queued)},
          {"wire_bytes", tally.wire_bytes}};
}

Json to_json(const history::Build& build) {
  Json json = {{"id", build.id},
               {"inferred", build.inferred},
               {"client", build.client},
               {"first_ms", milliseconds(build.first)},
               {"last_ms", milliseconds(build.last)}};
  json.update(to_json(build.tally));
  return json;
}

Json to_json(const history::FileSummary& file) {
  return {{"file", file.file},
          {"compiles", file.compiles},
          {"cached", file.cached},
          {"failed", file.failed},
          {"errors", file.errors},
          {"compile_ms", milliseconds(file.compile)},
          {"slowest_ms", milliseconds(file.slowest)},
          {"last_ms", milliseconds(file.last)}};
}

Json to_json(const history::Event& event) {
  return {
      {"id", event.id},     {"at_ms", milliseconds(event.at)}, {"severity", history::name(event.severity)},
      {"kind", event.kind}, {"subject", event.subject},        {"text", event.text}};
}

Json to_json(const CacheTier& tier) {
  return {{"name", tier.name},
          {"hits", tier.hits},
          {"misses", tier.misses},
          {"read_errors", tier.read_errors},
          {"stored", tier.stored},
          {"write_errors", tier.write_errors},
          {"bytes_read", tier.bytes_read},
          {"bytes_written", tier.bytes_written},
          {"circuit", tier.circuit ? Json(resilience::name(*tier.circuit)) : Json()}};
}

Json load_json(const Grid& grid) {
  std::uint64_t online = 0;
  std::uint64_t draining = 0;
  std::uint64_t slots = 0;
  std::uint64_t busy = 0;
  for (const model::WorkerStatus& worker : grid.workers) {
    busy += worker.active_tasks;
    if (worker.state == model::WorkerState::draining) ++draining;
    if (worker.state != model::WorkerState::online) continue;
    ++online;
    slots += worker.capability.slots;
  }
  return {{"workers",
           {{"online", online}, {"draining", draining}, {"lost", grid.workers.size() - online - draining}}},
          {"slots", slots},
          {"busy", busy},
          {"queued", grid.waiting},
          {"running", grid.running},
          {"joined", grid.joined},
          {"history",
           {{"kept", grid.history_kept}, {"works", grid.history_works}, {"dropped", grid.history_dropped}}}};
}

}  // namespace hg::dashboard
