// What the coordinator sees of compiles, as records of history.
#pragma once

#include <functional>
#include <vector>

#include "hg/base/clock.h"
#include "hg/coordinator/observer.h"
#include "hg/history/record.h"
#include "hg/history/recorder.h"
#include "hg/metrics/registry.h"

namespace hg::coordinator::service {

// "ipv4:10.0.0.7:4242", as gRPC names a peer -> "10.0.0.7". What has another form stays as it is.
std::string machine_of(const std::string& peer);

// Everything but the id and what is told by earlier records.
history::CompileRecord record_of(const CompileEnd& end, WallTime now);
// Of what `client` (as gRPC names a peer) did without the grid.
history::CompileRecord record_of(const model::ClientOutcome& outcome, const std::string& client,
                                 WallTime now);

// Hands each compile to the recorder. Thread-safe.
class HistoryFeed final : public Observer {
 public:
  // Both must outlive the feed.
  HistoryFeed(history::Recorder& recorder, const Clock& clock) : recorder_(recorder), clock_(clock) {}
  void compile_ended(const CompileEnd& end) override { recorder_.add(record_of(end, clock_.wall())); }
  void client_reported(const ClientReport& report) override;

 private:
  history::Recorder& recorder_;
  const Clock& clock_;
};

// How the recorder is doing, for Prometheus.
void tell(metrics::Sink& sink, const history::Recorder& recorder);

}  // namespace hg::coordinator::service
