#include "hg/coordinator/service/worker_links.h"

#include <utility>

#include "hg/model/address.h"
#include "hg/rpc/deadline.h"
#include "hg/wire/compile.h"
#include "hg/wire/status.h"

namespace hg::coordinator::service {

using model::CompileOutcome;
using model::Failure;
using model::Reason;

// Alive from start() until gRPC and the dispatcher have both let go of it.
class WorkerLinks::Call final : public RunningAttempt, public std::enable_shared_from_this<Call> {
 public:
  Call(WorkerLinks& links, const Attempt& attempt)
      : links_(links),
        id_(attempt.id),
        address_(attempt.capability.address),
        request_(static_cast<const RelayedJob&>(*attempt.job).request()) {}

  void go() {
    rpc::set_timeout(context_, links_.options_.attempt_timeout);
    links_.stub_for(address_)->async()->Compile(
        &context_, request_.get(), &response_,
        [self = shared_from_this()](const grpc::Status& status) { self->ended(status); });
    request_.reset();  // it has been serialised
  }

  // Before go() too: a context that was cancelled early starts cancelled.
  void cancel() override {
    links_.outbox_.post([self = shared_from_this()] { self->context_.TryCancel(); });
  }

 private:
  void ended(const grpc::Status& status) {
    WorkerLinks& links = links_;
    links.events_.ended(id_, outcome(status));
    links.call_ended();
  }

  CompileOutcome outcome(const grpc::Status& status) {
    if (!status.ok()) {
      return tl::unexpected(wire::to_failure(status, Reason::worker_timeout, Reason::worker_lost));
    }
    auto result = wire::decode(std::move(response_));
    if (!result) return tl::unexpected(Failure{Reason::bad_result, result.error().to_string()});
    return *std::move(result);
  }

  WorkerLinks& links_;
  AttemptId id_;
  std::string address_;
  std::shared_ptr<const pb::CompileRequest> request_;
  grpc::ClientContext context_;
  pb::CompileResponse response_;
};

// Any word of its own will do; these two are gRPC's, for want of one.
bool WorkerLinks::is_there(const grpc::Status& status) {
  return status.error_code() != grpc::StatusCode::UNAVAILABLE &&
         status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED;
}

// Is the worker there? Over the same connection as its tasks, because it is that which is in doubt.
struct WorkerLinks::Question {
  grpc::ClientContext context;
  pb::HealthCheckRequest request;
  pb::HealthCheckResponse response;
};

WorkerLinks::WorkerLinks(const LinkOptions& options, const rpc::Credentials& credentials, Outbox& outbox,
                         Events events)
    : options_(options), credentials_(credentials), outbox_(outbox), events_(std::move(events)) {}

WorkerLinks::~WorkerLinks() {
  wait_until_idle();
}

void WorkerLinks::call_begins() {
  const std::lock_guard lock(mutex_);
  ++calls_;
}

// Notifies under the lock, because the waiting owner may be gone right after.
void WorkerLinks::call_ended() {
  const std::lock_guard lock(mutex_);
  if (--calls_ == 0) idle_.notify_all();
}

std::shared_ptr<RunningAttempt> WorkerLinks::start(const Attempt& attempt) {
  auto call = std::make_shared<Call>(*this, attempt);
  call_begins();
  outbox_.post([call] { call->go(); });
  return call;
}

void WorkerLinks::ask(const model::WorkerId& worker, const std::string& address) {
  call_begins();
  outbox_.post([this, worker, address] {
    auto question = std::make_shared<Question>();
    rpc::set_timeout(question->context, options_.answer_timeout);
    stub_for(address)->async()->HealthCheck(&question->context, &question->request, &question->response,
                                            [this, worker, question](const grpc::Status& status) {
                                              events_.answered(worker, is_there(status));
                                              call_ended();
                                            });
  });
}

std::shared_ptr<WorkerLinks::Stub> WorkerLinks::stub_for(const std::string& address) {
  const std::lock_guard lock(mutex_);
  auto& stub = stubs_[address];
  if (stub == nullptr) {
    // The registry only holds addresses that were parsed at the edge.
    const auto parsed = model::parse_address(address).value_or(model::Address{"127.0.0.1", 1});
    rpc::ChannelOptions options = options_.channel;
    if (const auto own = fingerprints_.find(address); own != fingerprints_.end())
      options.fingerprint = own->second;
    stub = pb::BuildService::NewStub(rpc::open_channel(parsed, credentials_, options));
  }
  return stub;
}

void WorkerLinks::renew(const std::string& address, const std::string& fingerprint) {
  const std::lock_guard lock(mutex_);
  stubs_.erase(address);
  if (fingerprint.empty()) {
    fingerprints_.erase(address);
  } else {
    fingerprints_[address] = fingerprint;
  }
}

void WorkerLinks::forget(const std::string& address) {
  renew(address);
}

void WorkerLinks::wait_until_idle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return calls_ == 0; });
}

}  // namespace hg::coordinator::service
