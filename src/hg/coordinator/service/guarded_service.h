// The coordinator's door: looks at who calls, and lets in front of the service only those who may.
#pragma once

#include <optional>
#include <vector>

#include "hg/auth/token_store.h"
#include "hg/model/role.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::coordinator::service {

namespace pb = hybridgrid::v1;

// Whoever calls is what the role in their certificate says, or their token. Without either they are refused
// (UNAUTHENTICATED), unless there is no token store and their certificate names no role: then everybody may
// do everything, but drain workers only from this machine. A role that is not enough is PERMISSION_DENIED.
// Both carry Reason::access_denied. A token that came in plain text from another machine counts for nothing.
//
//   client   Compile, GetWorkerStatus, ReportWorker, ReportOutcomes, HealthCheck, Handshake as a client
//   worker   Handshake as a worker, HealthCheck, its heartbeats included
//   admin    what a client may, and DrainWorker
class GuardedService final : public pb::BuildService::CallbackService {
 public:
  // Both must outlive it; `tokens` may be null.
  GuardedService(pb::BuildService::CallbackService& inner, const auth::TokenStore* tokens)
      : inner_(inner), tokens_(tokens) {}

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
  struct Caller {
    bool anonymous = false;          // nobody is asked
    std::vector<model::Role> roles;  // proven ones
    bool bad_token = false;          // one was sent, and it is none of ours
    bool exposed_token = false;      // one was sent in plain text from another machine
  };
  [[nodiscard]] Caller caller(const grpc::CallbackServerContext& context) const;
  // What to answer instead of serving the call, if it must not be served.
  [[nodiscard]] std::optional<grpc::Status> refusal(const grpc::CallbackServerContext& context,
                                                    const std::vector<model::Role>& enough,
                                                    bool only_here = false) const;

  pb::BuildService::CallbackService& inner_;
  const auth::TokenStore* tokens_;
};

}  // namespace hg::coordinator::service
