#include "hg/worker/service/grpc_link.h"

#include <condition_variable>
#include <optional>

#include "hg/rpc/deadline.h"
#include "hg/wire/handshake.h"
#include "hg/wire/status.h"
#include "hg/wire/worker.h"

namespace hg::worker::service {
namespace {

// Where a thread waits for gRPC's callback.
class End {
 public:
  void come(grpc::Status status) {
    const std::lock_guard lock(mutex_);
    status_ = std::move(status);
    came_.notify_one();  // under the lock: the waiting thread destroys this object
  }
  grpc::Status wait() {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return status_.has_value(); });
    return *std::move(status_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::optional<grpc::Status> status_;
};

}  // namespace

GrpcLink::GrpcLink(std::shared_ptr<grpc::Channel> channel, std::chrono::milliseconds timeout,
                   const auth::OwnToken* token, std::string certificate)
    : stub_(pb::BuildService::NewStub(std::move(channel))),
      timeout_(timeout),
      token_(token),
      certificate_(std::move(certificate)) {}

Status GrpcLink::wait_for(const std::function<void(grpc::ClientContext&, OnEnd)>& start) {
  grpc::ClientContext context;
  rpc::set_timeout(context, timeout_);
  const std::string header = token_ == nullptr ? "" : token_->header();
  if (!header.empty()) context.AddMetadata(std::string(auth::kHeaderName), header);
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_) return fail(Code::cancelled, "this worker is ending");
    current_ = &context;
  }
  End end;
  start(context, [&end](grpc::Status status) { end.come(std::move(status)); });
  const grpc::Status status = end.wait();
  const std::lock_guard lock(mutex_);
  current_ = nullptr;
  return status.ok() ? Status() : fail(wire::to_error(status));
}

Result<Registration> GrpcLink::handshake(const model::Capability& capability,
                                         const model::WorkerId& previous) {
  wire::Hello hello;
  hello.program_version = capability.version;
  hello.role = wire::Role::worker;
  hello.capability = capability;
  hello.previous = previous;
  hello.certificate = certificate_;
  const pb::HandshakeRequest request = wire::encode(hello);
  pb::HandshakeResponse response;
  HG_TRY(wait_for([&](grpc::ClientContext& context, OnEnd on_end) {
    stub_->async()->Handshake(&context, &request, &response, std::move(on_end));
  }));
  HG_TRY_ASSIGN(wire::Welcome welcome, wire::decode(std::move(response)));
  return Registration{std::move(welcome.worker), welcome.heartbeat_interval, welcome.coordinator_epoch};
}

Result<std::uint64_t> GrpcLink::heartbeat(const model::WorkerId& id, const model::WorkerLoad& load) {
  const pb::HealthCheckRequest request = wire::encode(wire::Heartbeat{id, load});
  pb::HealthCheckResponse response;
  HG_TRY(wait_for([&](grpc::ClientContext& context, OnEnd on_end) {
    stub_->async()->HealthCheck(&context, &request, &response, std::move(on_end));
  }));
  return response.coordinator_epoch();
}

void GrpcLink::cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  if (current_ != nullptr) current_->TryCancel();
}

}  // namespace hg::worker::service
