// The coordinator's BuildService: everything that agents, workers and `hgbuild status` ask of it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "hg/base/clock.h"
#include "hg/base/random.h"
#include "hg/coordinator/observer.h"
#include "hg/coordinator/options.h"
#include "hg/coordinator/service/inflight.h"
#include "hg/coordinator/service/outbox.h"
#include "hg/coordinator/service/shared_cache.h"
#include "hg/coordinator/service/strand.h"
#include "hg/coordinator/service/worker_links.h"
#include "hg/rpc/credentials.h"
#include "hg/wire/worker.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::coordinator::service {

struct ServiceOptions {
  Options dispatch;
  LinkOptions links;
  cache::Store* results = nullptr;  // for all clients; thread-safe, outlives the service. None: not kept
};

// Lets everybody do everything: GuardedService stands in front. Give it to rpc::Server, which must be shut
// down before this is destroyed. Thread-safe.
class BuildService final : public pb::BuildService::CallbackService {
 public:
  // `clock` and `credentials` must outlive the service. `seed` makes ids and choices repeatable.
  // So must `observer`.
  BuildService(const ServiceOptions& options, const Clock& clock, std::uint64_t seed,
               const rpc::Credentials& credentials, Observer& observer);
  ~BuildService() override;  // cancels what still runs at workers and waits for it

  struct Load {
    std::size_t waiting = 0;
    std::size_t running = 0;
    std::size_t joined = 0;  // compiles that wait for the same one of another client
    std::vector<model::WorkerStatus> workers;
  };
  Load load();
  // See Dispatcher::found_on_lan().
  void found_on_lan(std::set<std::string> addresses);
  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }

  grpc::ServerUnaryReactor* Handshake(grpc::CallbackServerContext* context,
                                      const pb::HandshakeRequest* request,
                                      pb::HandshakeResponse* response) override;
  grpc::ServerUnaryReactor* Compile(grpc::CallbackServerContext* context, const pb::CompileRequest* request,
                                    pb::CompileResponse* response) override;
  grpc::ServerUnaryReactor* HealthCheck(grpc::CallbackServerContext* context,
                                        const pb::HealthCheckRequest* request,
                                        pb::HealthCheckResponse* response) override;
  grpc::ServerUnaryReactor* GetWorkerStatus(grpc::CallbackServerContext* context,
                                            const pb::GetWorkerStatusRequest* request,
                                            pb::GetWorkerStatusResponse* response) override;
  grpc::ServerUnaryReactor* DrainWorker(grpc::CallbackServerContext* context,
                                        const pb::DrainWorkerRequest* request,
                                        pb::DrainWorkerResponse* response) override;
  grpc::ServerUnaryReactor* ReportWorker(grpc::CallbackServerContext* context,
                                         const pb::ReportWorkerRequest* request,
                                         pb::ReportWorkerResponse* response) override;
  grpc::ServerUnaryReactor* ReportOutcomes(grpc::CallbackServerContext* context,
                                           const pb::ReportOutcomesRequest* request,
                                           pb::ReportOutcomesResponse* response) override;

 private:
  Result<pb::HandshakeResponse> shake_hands(pb::HandshakeRequest request, const std::string& peer);
  Result<pb::HealthCheckResponse> beat(pb::HealthCheckRequest request);
  Result<pb::GetWorkerStatusResponse> status_of(const std::string& worker);
  Result<pb::DrainWorkerResponse> drain(const pb::DrainWorkerRequest& request);
  Result<pb::ReportWorkerResponse> note_report(const pb::ReportWorkerRequest& request);
  Result<pb::ReportOutcomesResponse> note_outcomes(pb::ReportOutcomesRequest request,
                                                   const std::string& peer);

  Options options_;
  SeededRandom random_;
  std::uint64_t epoch_;
  Outbox outbox_;
  Inflight inflight_{outbox_};
  Observer& observer_;
  WorkerLinks links_;
  Strand strand_;
  std::optional<SharedCache> cache_;  // ends first: it calls the strand
};

}  // namespace hg::coordinator::service
