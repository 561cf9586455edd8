// The grid in numbers, for Prometheus. docs/metrics.md lists them.
#pragma once

#include <functional>
#include <string>

#include "hg/coordinator/observer.h"
#include "hg/coordinator/service/build_service.h"
#include "hg/metrics/registry.h"

namespace hg::coordinator::service {

// Thread-safe.
class GridMetrics final : public Observer {
 public:
  GridMetrics();

  void compile_ended(const CompileEnd& end) override;
  void client_reported(const ClientReport& report) override;

  // `load` is asked at each text(); it must stay callable.
  void show(std::function<BuildService::Load()> load);
  // Other numbers of the same program, likewise.
  void also(std::function<void(metrics::Sink&)> tell) { registry_.on_scrape(std::move(tell)); }
  [[nodiscard]] std::string text() const { return registry_.text(); }

 private:
  struct Results {
    metrics::Counter success;
    metrics::Counter cached;
    metrics::Counter cached_at_worker;
    metrics::Counter joined;
    metrics::Counter compile_error;
    metrics::Counter failed;
    metrics::Counter cancelled;
  };
  struct Phases {
    metrics::Histogram queue;
    metrics::Histogram compile;
    metrics::Histogram transfer;
    metrics::Histogram total;
  };

  metrics::Registry registry_;
  Results results_;
  Phases phases_;
  metrics::Counter retries_;
  metrics::Counter source_raw_;
  metrics::Counter source_wire_;
  metrics::Counter output_raw_;
  metrics::Counter output_wire_;
};

}  // namespace hg::coordinator::service
