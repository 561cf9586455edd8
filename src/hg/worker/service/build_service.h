// The worker's side of the wire.
#pragma once

#include <functional>

#include "hg/model/worker.h"
#include "hg/worker/task_pool.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::worker::service {

namespace pb = hybridgrid::v1;

// Compile is run by the pool and killed within milliseconds when the caller cancels it or vanishes. A refusal
// is a Failure that another worker may do better with. HealthCheck serves while the pool takes tasks.
// GetWorkerStatus answers with this worker alone. Handshake is the coordinator's and unimplemented here.
class BuildService final : public pb::BuildService::CallbackService {
 public:
  // `pool` must live longer than the server. `describe` is called from gRPC's threads.
  BuildService(TaskPool& pool, std::function<model::Capability()> describe)
      : pool_(pool), describe_(std::move(describe)) {}

  grpc::ServerUnaryReactor* Compile(grpc::CallbackServerContext* context, const pb::CompileRequest* request,
                                    pb::CompileResponse* response) override;
  grpc::ServerUnaryReactor* HealthCheck(grpc::CallbackServerContext* context,
                                        const pb::HealthCheckRequest* request,
                                        pb::HealthCheckResponse* response) override;
  grpc::ServerUnaryReactor* GetWorkerStatus(grpc::CallbackServerContext* context,
                                            const pb::GetWorkerStatusRequest* request,
                                            pb::GetWorkerStatusResponse* response) override;

 private:
  TaskPool& pool_;
  std::function<model::Capability()> describe_;
};

}  // namespace hg::worker::service
