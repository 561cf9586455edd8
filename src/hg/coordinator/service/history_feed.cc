#include "hg/coordinator/service/history_feed.h"

namespace hg::coordinator::service {
namespace {

using history::Outcome;

Outcome outcome_of(const CompileEnd& end) {
  if (end.cancelled) return Outcome::cancelled;
  if (!end.outcome) return Outcome::failed;
  if (end.joined) return Outcome::joined;
  if (end.outcome->cached == model::CachedAt::coordinator) return Outcome::cached;
  if (end.outcome->cached == model::CachedAt::worker) return Outcome::cached_at_worker;
  return end.outcome->exit_code == 0 ? Outcome::success : Outcome::compile_error;
}

void add_result(history::CompileRecord& record, const model::CompileResult& result) {
  record.exit_code = result.exit_code;
  record.worker = result.worker.value();
  record.worker_address = result.worker_address;
  record.attempts = result.attempts;
  record.queued = result.times.queued;
  record.compile = result.times.compile;
  record.cpu = result.times.cpu;
  for (const model::OutputFile& output : result.outputs) {
    record.output_bytes += output.size;
    record.output_wire_bytes += output.zstd.size();
  }
}

}  // namespace

std::string machine_of(const std::string& peer) {
  const std::size_t begin = peer.find(':');
  const std::size_t end = peer.rfind(':');
  if (begin == std::string::npos || begin == end || !peer.starts_with("ipv")) return peer;
  std::string host = peer.substr(begin + 1, end - begin - 1);
  // gRPC writes IPv6's brackets with percent signs.
  if (host.starts_with("%5B") && host.ends_with("%5D")) host = host.substr(3, host.size() - 6);
  return host;
}

history::CompileRecord record_of(const CompileEnd& end, WallTime now) {
  history::CompileRecord record;
  record.ended = now;
  record.task = end.demand.task.value();
  record.build = end.demand.build.value();
  record.client = machine_of(end.demand.client);
  record.file = end.demand.label;
  record.toolchain = end.demand.toolchain.value();
  record.outcome = outcome_of(end);
  record.total = end.took;
  record.source_bytes = end.source_bytes;
  record.source_wire_bytes = end.wire_bytes;
  if (end.outcome) {
    add_result(record, *end.outcome);
  } else if (!end.cancelled) {
    record.reason = end.outcome.error().reason;
  }
  return record;
}

history::CompileRecord record_of(const model::ClientOutcome& outcome, const std::string& client,
                                 WallTime now) {
  history::CompileRecord record;
  record.ended = now;
  record.build = outcome.build.value();
  record.client = machine_of(client);
  record.file = outcome.label;
  record.outcome = outcome.cached ? Outcome::cached_at_client : Outcome::local;
  record.reason = outcome.reason;
  record.total = outcome.total;
  return record;
}

void HistoryFeed::client_reported(const ClientReport& report) {
  for (const model::ClientOutcome& outcome : report.outcomes)
    recorder_.add(record_of(outcome, report.client, clock_.wall()));
}

void tell(metrics::Sink& sink, const history::Recorder& recorder) {
  const history::Recorder::Counts counts = recorder.counts();
  const auto count = [&](const char* result, std::uint64_t value) {
    sink.counter("hybridgrid_history_records_total", "Compiles and events, by what became of their records.",
                 static_cast<double>(value), {{"result", result}});
  };
  count("recorded", counts.recorded);
  count("dropped", counts.dropped);
  count("unwritten", counts.unwritten);
  sink.gauge("hybridgrid_history_database_up", "1 while records go to the database.",
             counts.archive_works ? 1 : 0);
}

}  // namespace hg::coordinator::service
