// The coordinator, over gRPC.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "hg/auth/token_file.h"
#include "hg/worker/coordinator_link.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::worker::service {

namespace pb = hybridgrid::v1;

class GrpcLink final : public CoordinatorLink {
 public:
  // Every call carries `token`, which must outlive the link; null: none. `certificate` is the fingerprint of
  // the one that this worker has made itself; empty: an authority has signed it, or there is none.
  GrpcLink(std::shared_ptr<grpc::Channel> channel, std::chrono::milliseconds timeout,
           const auth::OwnToken* token = nullptr, std::string certificate = "");

  Result<Registration> handshake(const model::Capability& capability,
                                 const model::WorkerId& previous) override;
  Result<std::uint64_t> heartbeat(const model::WorkerId& id, const model::WorkerLoad& load) override;
  void cancel() override;

 private:
  using OnEnd = std::function<void(grpc::Status)>;
  // Starts a call with `start` and waits for its end.
  Status wait_for(const std::function<void(grpc::ClientContext&, OnEnd)>& start);

  std::unique_ptr<pb::BuildService::Stub> stub_;
  std::chrono::milliseconds timeout_;
  const auth::OwnToken* token_;
  std::string certificate_;
  std::mutex mutex_;
  grpc::ClientContext* current_ = nullptr;  // of the call in progress
  bool cancelled_ = false;
};

}  // namespace hg::worker::service
