#include "hg/client/agent/grpc_coordinator.h"

#include <grpcpp/client_context.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>

#include "hg/auth/token_file.h"
#include "hg/base/version.h"
#include "hg/rpc/channel.h"
#include "hg/rpc/credentials.h"
#include "hg/rpc/deadline.h"
#include "hg/rpc/tls.h"
#include "hg/wire/check.h"
#include "hg/wire/compile.h"
#include "hg/wire/handshake.h"
#include "hg/wire/outcomes.h"
#include "hg/wire/status.h"
#include "hg/wire/worker.h"
#include "hybridgrid/v1/build.grpc.pb.h"

namespace hg::client::agent {
namespace {

namespace pb = hybridgrid::v1;
using model::Failure;
using model::Reason;

// No compile takes longer; the coordinator's and the worker's own limits come first.
constexpr std::chrono::hours kCompileTimeout{2};

constexpr std::chrono::seconds kReportTimeout{3};

// A coordinator that appears is to be found soon, and an attempt that is refused costs next to nothing.
constexpr std::chrono::milliseconds kReconnect{250};

// gRPC would try to reach a coordinator that is down for as long as the agent lives.
constexpr std::chrono::minutes kIdle{1};

// gRPC says UNAVAILABLE where nobody listens, and also where somebody does who then says nothing: only the
// text tells them apart. (The texts are gRPC 1.51's; the tests meet real sockets, and notice when they
// change.)
bool silent(const grpc::Status& status) {
  constexpr std::array kTexts = {"timed out", "handshaker shutdown", "watchdog timeout"};
  return std::any_of(kTexts.begin(), kTexts.end(), [&](const char* text) {
    return status.error_message().find(text) != std::string::npos;
  });
}

bool says(const grpc::Status& status, std::string_view text) {
  return status.error_message().find(text) != std::string::npos;
}

// A connection over TLS that came to nothing: which end did not believe the other? (gRPC 1.51's texts again.)
std::optional<Failure> distrust(const grpc::Status& status) {
  if (status.error_code() != grpc::StatusCode::UNAVAILABLE) return std::nullopt;
  const std::string& text = status.error_message();
  if (const auto at = text.find(rpc::kUntrusted); at != std::string::npos) {
    return Failure{Reason::coordinator_untrusted, text.substr(at + rpc::kUntrusted.size())};
  }
  if (says(status, "wrong version number"))
    return Failure{Reason::coordinator_untrusted, "it does not speak TLS"};
  if (says(status, "Tls handshake failed")) return Failure{Reason::coordinator_untrusted, text};
  if (says(status, "failed to connect") && says(status, "Socket closed")) {
    return Failure{
        Reason::access_denied,
        "it hung up after the TLS handshake, as it does without a client certificate that it trusts; "
        "its log says why"};
  }
  return std::nullopt;
}

Failure failure_of(const grpc::Status& status, Reason on_timeout, bool tls) {
  if (tls) {
    if (auto failure = distrust(status)) return *std::move(failure);
  }
  return wire::to_failure(status, on_timeout,
                          silent(status) ? Reason::coordinator_timeout : Reason::coordinator_refused);
}

Failure bad_answer(const Error& error) {
  return {Reason::bad_result, error.to_string()};
}

// One unary call while it is under way.
template <typename Request, typename Response>
struct Call {
  explicit Call(std::chrono::nanoseconds timeout, Reason overdue = Reason::coordinator_timeout)
      : on_timeout(overdue) {
    rpc::set_timeout(context, timeout);
  }
  Reason on_timeout;
  grpc::ClientContext context;
  Request request;
  Response response;
};

class GrpcCoordinator final : public Coordinator {
 public:
  GrpcCoordinator(const std::shared_ptr<grpc::Channel>& channel, bool tls,
                  std::unique_ptr<auth::OwnToken> token)
      : stub_(pb::BuildService::NewStub(channel)), tls_(tls), token_(std::move(token)) {}
  ~GrpcCoordinator() override;

  void handshake(std::chrono::nanoseconds timeout, std::function<void(Answer<std::string>)> done) override;
  void probe(std::chrono::nanoseconds timeout, std::function<void(Answer<void>)> done) override;
  void workers(std::chrono::nanoseconds timeout,
               std::function<void(Answer<ipc::WorkersAnswer>)> done) override;
  void drain(std::chrono::nanoseconds timeout, const std::string& name, bool drained,
             std::function<void(Answer<std::string>)> done) override;
  void report(const std::string& worker, Reason reason) override;
  void report(const std::vector<model::ClientOutcome>& outcomes) override;
  std::function<void()> compile(model::CompileTask task,
                                std::function<void(model::CompileOutcome)> done) override;

 private:
  using Stub = pb::BuildService::Stub;

  // Starts `call` through `method`; `read` makes the answer of an OK response.
  template <typename T, typename Request, typename Response, typename Method, typename Read>
  void start(const std::shared_ptr<Call<Request, Response>>& call, Method method, Read read,
             std::function<void(Answer<T>)> done);
  void forget(grpc::ClientContext* context);

  std::unique_ptr<Stub> stub_;
  bool tls_;
  std::unique_ptr<auth::OwnToken> token_;
  std::mutex mutex_;
  std::condition_variable none_left_;
  std::set<grpc::ClientContext*> under_way_;
};

GrpcCoordinator::~GrpcCoordinator() {
  std::unique_lock lock(mutex_);
  for (auto* context : under_way_) context->TryCancel();
  none_left_.wait(lock, [&] { return under_way_.empty(); });
}

void GrpcCoordinator::forget(grpc::ClientContext* context) {
  const std::lock_guard lock(mutex_);
  under_way_.erase(context);
  none_left_.notify_all();
}

template <typename T, typename Request, typename Response, typename Method, typename Read>
void GrpcCoordinator::start(const std::shared_ptr<Call<Request, Response>>& call, Method method, Read read,
                            std::function<void(Answer<T>)> done) {
  if (const std::string header = token_->header(); !header.empty())
    call->context.AddMetadata(std::string(auth::kHeaderName), header);
  {
    const std::lock_guard lock(mutex_);
    under_way_.insert(&call->context);
  }
  method(stub_->async(), &call->context, &call->request, &call->response,
         [this, call, read = std::move(read), done = std::move(done)](const grpc::Status& status) {
           if (status.ok()) {
             done(read(std::move(call->response)));
           } else {
             done(tl::unexpected(failure_of(status, call->on_timeout, tls_)));
           }
           forget(&call->context);
         });
}

void GrpcCoordinator::handshake(std::chrono::nanoseconds timeout,
                                std::function<void(Answer<std::string>)> done) {
  auto call = std::make_shared<Call<pb::HandshakeRequest, pb::HandshakeResponse>>(timeout);
  call->request =
      wire::encode(wire::Hello{.program_version = std::string(version()), .capability = {}, .previous = {}});
  start<std::string>(
      call, [](auto* stub, auto... arguments) { stub->Handshake(arguments...); },
      [](pb::HandshakeResponse&& response) -> Answer<std::string> {
        const auto welcome = wire::decode(std::move(response));
        if (!welcome) return tl::unexpected(Failure{Reason::version_skew, welcome.error().to_string()});
        return welcome->program_version;
      },
      std::move(done));
}

void GrpcCoordinator::probe(std::chrono::nanoseconds timeout, std::function<void(Answer<void>)> done) {
  auto call = std::make_shared<Call<pb::HealthCheckRequest, pb::HealthCheckResponse>>(timeout);
  start<void>(
      call, [](auto* stub, auto... arguments) { stub->HealthCheck(arguments...); },
      [](const pb::HealthCheckResponse&) { return Answer<void>(); }, std::move(done));
}

void GrpcCoordinator::workers(std::chrono::nanoseconds timeout,
                              std::function<void(Answer<ipc::WorkersAnswer>)> done) {
  auto call = std::make_shared<Call<pb::GetWorkerStatusRequest, pb::GetWorkerStatusResponse>>(timeout);
  start<ipc::WorkersAnswer>(
      call, [](auto* stub, auto... arguments) { stub->GetWorkerStatus(arguments...); },
      [](pb::GetWorkerStatusResponse&& response) -> Answer<ipc::WorkersAnswer> {
        auto grid = wire::decode(std::move(response));
        if (!grid) return tl::unexpected(bad_answer(grid.error()));
        return ipc::WorkersAnswer{
            .message = {}, .queued_tasks = grid->queued_tasks, .workers = std::move(grid->workers)};
      },
      std::move(done));
}

void GrpcCoordinator::drain(std::chrono::nanoseconds timeout, const std::string& name, bool drained,
                            std::function<void(Answer<std::string>)> done) {
  auto call = std::make_shared<Call<pb::DrainWorkerRequest, pb::DrainWorkerResponse>>(timeout);
  call->request.set_worker(name);
  call->request.set_drain(drained);
  start<std::string>(
      call, [](auto* stub, auto... arguments) { stub->DrainWorker(arguments...); },
      [](const pb::DrainWorkerResponse& response) -> Answer<std::string> { return response.worker_id(); },
      std::move(done));
}

void GrpcCoordinator::report(const std::string& worker, Reason reason) {
  auto call = std::make_shared<Call<pb::ReportWorkerRequest, pb::ReportWorkerResponse>>(kReportTimeout);
  call->request.set_worker(worker);
  call->request.set_reason(std::string(model::code(reason)));
  start<void>(
      call, [](auto* stub, auto... arguments) { stub->ReportWorker(arguments...); },
      [](const pb::ReportWorkerResponse&) { return Answer<void>(); }, [](const Answer<void>&) {});
}

void GrpcCoordinator::report(const std::vector<model::ClientOutcome>& outcomes) {
  auto call = std::make_shared<Call<pb::ReportOutcomesRequest, pb::ReportOutcomesResponse>>(kReportTimeout);
  call->request = wire::encode(outcomes);
  start<void>(
      call, [](auto* stub, auto... arguments) { stub->ReportOutcomes(arguments...); },
      [](const pb::ReportOutcomesResponse&) { return Answer<void>(); }, [](const Answer<void>&) {});
}

std::function<void()> GrpcCoordinator::compile(model::CompileTask task,
                                               std::function<void(model::CompileOutcome)> done) {
  // HG_BUILD_ID is the user's; a value that the wire does not take must not cost the compile.
  if (!wire::check_id("build_id", task.build.value(), wire::Empty::allowed)) task.build = {};
  auto call = std::make_shared<Call<pb::CompileRequest, pb::CompileResponse>>(kCompileTimeout,
                                                                              Reason::worker_timeout);
  call->request = wire::encode(std::move(task));
  start<model::CompileResult>(
      call, [](auto* stub, auto... arguments) { stub->Compile(arguments...); },
      [](pb::CompileResponse&& response) -> model::CompileOutcome {
        auto result = wire::decode(std::move(response));
        if (!result) return tl::unexpected(bad_answer(result.error()));
        return *std::move(result);
      },
      std::move(done));
  return [weak = std::weak_ptr(call)] {
    if (const auto running = weak.lock()) running->context.TryCancel();
  };
}

}  // namespace

namespace {

Result<std::unique_ptr<rpc::Credentials>> credentials(const model::Address& address,
                                                      const model::Access& access, const Clock& clock) {
  if (!access.ca.empty()) {
    if (access.certificate.empty() != access.key.empty())
      return fail(Code::invalid_argument, "HG_TLS_CERT and HG_TLS_KEY go together");
    return rpc::tls({.ca = access.ca,
                     .certificate = access.certificate,
                     .key = access.key,
                     .server_roles = {model::Role::coordinator}},
                    clock);
  }
  if (!access.certificate.empty() || !access.key.empty()) {
    return fail(
        Code::invalid_argument,
        "HG_TLS_CERT without HG_TLS_CA: name the authority that signed the coordinator's certificate");
  }
  if (access.insecure || model::is_loopback(address.host)) return rpc::plain_text();
  return fail(Code::failed_precondition,
              "sources do not go to " + address.host +
                  " in plain text: set HG_TLS_CA, or HG_INSECURE=1 if everybody on the way is trusted");
}

// A token that was read on the way would be everybody's.
Result<std::unique_ptr<auth::OwnToken>> own_token(const model::Address& address,
                                                  const model::Access& access) {
  HG_TRY_ASSIGN(auto token, auth::OwnToken::open(access.token, access.token_file));
  if (token->any() && access.ca.empty() && !model::is_loopback(address.host)) {
    return fail(Code::failed_precondition,
                "a token does not go to " + address.host + " in plain text: set HG_TLS_CA");
  }
  return token;
}

}  // namespace

Answer<std::unique_ptr<Coordinator>> open_grpc_coordinator(const std::string& address,
                                                           const model::Access& access, const Clock& clock) {
  const auto parsed = model::parse_address(address);
  if (!parsed)
    return tl::unexpected(Failure{Reason::not_configured, "HG_COORDINATOR: " + parsed.error().to_string()});
  auto proof = credentials(*parsed, access, clock);
  if (!proof) return tl::unexpected(Failure{Reason::not_configured, proof.error().to_string()});
  auto token = own_token(*parsed, access);
  if (!token) return tl::unexpected(Failure{Reason::not_configured, token.error().to_string()});
  const rpc::ChannelOptions options{.reconnect_longest = kReconnect, .idle = kIdle};
  return std::unique_ptr<Coordinator>(std::make_unique<GrpcCoordinator>(
      rpc::open_channel(*parsed, **proof, options), !access.ca.empty(), *std::move(token)));
}

}  // namespace hg::client::agent
