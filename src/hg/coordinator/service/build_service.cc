#include "hg/coordinator/service/build_service.h"

#include <utility>

#include "hg/base/log.h"
#include "hg/base/version.h"
#include "hg/coordinator/service/relay_call.h"
#include "hg/wire/check.h"
#include "hg/wire/compile.h"
#include "hg/wire/handshake.h"
#include "hg/wire/limits.h"
#include "hg/wire/outcomes.h"
#include "hg/wire/status.h"

namespace hg::coordinator::service {
namespace {

template <typename Message>
grpc::ServerUnaryReactor* reply(grpc::CallbackServerContext* context, Result<Message> result,
                                Message* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (result) {
    *response = *std::move(result);
    reactor->Finish(grpc::Status::OK);
  } else {
    reactor->Finish(wire::to_status(result.error()));
  }
  return reactor;
}

model::Failure refusal(const Error& error) {
  const bool skew = error.code() == Code::failed_precondition;
  return {skew ? model::Reason::version_skew : model::Reason::rejected, error.to_string()};
}

grpc::ServerUnaryReactor* refuse(grpc::CallbackServerContext* context, const Error& error) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(wire::to_status(refusal(error)));
  return reactor;
}

// gRPC made the message for this one call and never looks at it again, though its interface says const.
// Taking the bytes out spares a copy of every source.
std::shared_ptr<const pb::CompileRequest> taken(const pb::CompileRequest* request) {
  return std::make_shared<const pb::CompileRequest>(std::move(*const_cast<pb::CompileRequest*>(request)));
}

}  // namespace

BuildService::BuildService(const ServiceOptions& options, const Clock& clock, std::uint64_t seed,
                           const rpc::Credentials& credentials, Observer& observer)
    : options_(options.dispatch),
      random_(seed),
      epoch_(random_.next()),
      observer_(observer),
      links_(options.links, credentials, outbox_,
             {.ended =
                  [this](AttemptId id, model::CompileOutcome outcome) {
                    strand_.with(
                        [&](Dispatcher& dispatcher) { dispatcher.attempt_ended(id, std::move(outcome)); });
                  },
              .answered =
                  [this](const model::WorkerId& worker, bool yes) {
                    strand_.with([&](Dispatcher& dispatcher) { dispatcher.answered(worker, yes); });
                  }}),
      strand_(options.dispatch, clock, random_, links_, outbox_) {
  if (options.results != nullptr) cache_.emplace(*options.results, clock);
}

BuildService::~BuildService() {
  strand_.with([](Dispatcher& dispatcher) {
    dispatcher.close({model::Reason::coordinator_refused, "the coordinator is shutting down"});
  });
  links_.wait_until_idle();
}

BuildService::Load BuildService::load() {
  return strand_.with([this](Dispatcher& dispatcher) {
    return Load{dispatcher.waiting(), dispatcher.running(), inflight_.waiting(), dispatcher.workers()};
  });
}

Result<pb::HandshakeResponse> BuildService::shake_hands(pb::HandshakeRequest request,
                                                        const std::string& peer) {
  HG_TRY_ASSIGN(wire::Hello hello, wire::decode(std::move(request)));
  wire::Welcome welcome;
  welcome.program_version = version();
  welcome.heartbeat_interval =
      std::chrono::duration_cast<std::chrono::milliseconds>(options_.registry.heartbeat_interval);
  welcome.coordinator_epoch = epoch_;
  if (hello.role == wire::Role::worker) {
    const std::string address = hello.capability->address;
    const std::size_t toolchains = hello.capability->toolchains.size();
    const std::uint32_t slots = hello.capability->slots;
    links_.renew(address, hello.certificate);
    welcome.worker = strand_.with([&](Dispatcher& dispatcher) {
      return dispatcher.enrol(*std::move(hello.capability), hello.previous);
    });
    log::info("worker {} at {} registered from {}: {} slots, {} compilers", welcome.worker.value(), address,
              peer, slots, toolchains);
  }
  return wire::encode(welcome);
}

void BuildService::found_on_lan(std::set<std::string> addresses) {
  strand_.with([&](Dispatcher& dispatcher) { dispatcher.found_on_lan(std::move(addresses)); });
}

Result<pb::HealthCheckResponse> BuildService::beat(pb::HealthCheckRequest request) {
  HG_TRY_ASSIGN(const wire::Heartbeat heartbeat, wire::decode(std::move(request)));
  if (!heartbeat.worker.value().empty()) {
    HG_TRY(strand_.with(
        [&](Dispatcher& dispatcher) { return dispatcher.heartbeat(heartbeat.worker, heartbeat.load); }));
  }
  pb::HealthCheckResponse response;
  response.set_serving(true);
  response.set_coordinator_epoch(epoch_);
  return response;
}

Result<pb::GetWorkerStatusResponse> BuildService::status_of(const std::string& worker) {
  Load now = load();
  if (!worker.empty()) {
    std::erase_if(now.workers, [&](const auto& status) { return status.id.value() != worker; });
    if (now.workers.empty()) return fail(Code::not_found, "no worker has this id");
  }
  return wire::encode(wire::GridStatus{std::move(now.workers), static_cast<std::uint32_t>(now.waiting)});
}

Result<pb::DrainWorkerResponse> BuildService::drain(const pb::DrainWorkerRequest& request) {
  HG_TRY(wire::check_text("worker", request.worker(), wire::kMaxTextLength));
  HG_TRY_ASSIGN(const model::WorkerId id, strand_.with([&](Dispatcher& dispatcher) {
    return dispatcher.drain(request.worker(), request.drain());
  }));
  pb::DrainWorkerResponse response;
  response.set_worker_id(id.value());
  return response;
}

Result<pb::ReportWorkerResponse> BuildService::note_report(const pb::ReportWorkerRequest& request) {
  HG_TRY(wire::check_text("worker", request.worker(), wire::kMaxTextLength));
  const auto reason = model::reason_from_code(request.reason());
  if (!reason) return fail(Code::invalid_argument, "reason: is unknown here");
  strand_.with([&](Dispatcher& dispatcher) { dispatcher.reported(request.worker(), *reason); });
  return pb::ReportWorkerResponse();
}

Result<pb::ReportOutcomesResponse> BuildService::note_outcomes(pb::ReportOutcomesRequest request,
                                                               const std::string& peer) {
  HG_TRY_ASSIGN(const auto outcomes, wire::decode(std::move(request)));
  observer_.client_reported({peer, outcomes});
  return pb::ReportOutcomesResponse();
}

grpc::ServerUnaryReactor* BuildService::Handshake(grpc::CallbackServerContext* context,
                                                  const pb::HandshakeRequest* request,
                                                  pb::HandshakeResponse* response) {
  auto result = shake_hands(*request, context->peer());
  if (result) return reply(context, std::move(result), response);
  log::warn("handshake of {} refused: {}", context->peer(), result.error().to_string());
  return refuse(context, result.error());
}

grpc::ServerUnaryReactor* BuildService::Compile(grpc::CallbackServerContext* context,
                                                const pb::CompileRequest* request,
                                                pb::CompileResponse* response) {
  if (const auto checked = wire::check(*request); !checked) return refuse(context, checked.error());
  return RelayCall::start(
      {strand_, outbox_, observer_, inflight_, cache_ ? &*cache_ : nullptr, context->peer()}, taken(request),
      response);
}

grpc::ServerUnaryReactor* BuildService::HealthCheck(grpc::CallbackServerContext* context,
                                                    const pb::HealthCheckRequest* request,
                                                    pb::HealthCheckResponse* response) {
  return reply(context, beat(*request), response);
}

grpc::ServerUnaryReactor* BuildService::GetWorkerStatus(grpc::CallbackServerContext* context,
                                                        const pb::GetWorkerStatusRequest* request,
                                                        pb::GetWorkerStatusResponse* response) {
  return reply(context, status_of(request->worker_id()), response);
}

grpc::ServerUnaryReactor* BuildService::DrainWorker(grpc::CallbackServerContext* context,
                                                    const pb::DrainWorkerRequest* request,
                                                    pb::DrainWorkerResponse* response) {
  return reply(context, drain(*request), response);
}

grpc::ServerUnaryReactor* BuildService::ReportWorker(grpc::CallbackServerContext* context,
                                                     const pb::ReportWorkerRequest* request,
                                                     pb::ReportWorkerResponse* response) {
  return reply(context, note_report(*request), response);
}

grpc::ServerUnaryReactor* BuildService::ReportOutcomes(grpc::CallbackServerContext* context,
                                                       const pb::ReportOutcomesRequest* request,
                                                       pb::ReportOutcomesResponse* response) {
  return reply(context, note_outcomes(*request, context->peer()), response);
}

}  // namespace hg::coordinator::service
