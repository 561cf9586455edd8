#include "hg/coordinator/service/guarded_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "hg/auth/token_file.h"
#include "hg/base/log.h"
#include "hg/pki/certificate.h"
#include "hg/wire/status.h"

namespace hg::coordinator::service {
namespace {

using model::Role;

// gRPC's name of a connection's other end: "ipv4:127.0.0.1:4711", "ipv6:%5B::1%5D:4711".
bool is_this_machine(std::string_view peer) {
  return peer.starts_with("ipv4:127.") || peer.starts_with("ipv6:%5B::1%5D") ||
         peer.starts_with("ipv6:[::1]");
}

std::string_view view(grpc::string_ref text) {
  return {text.data(), text.size()};
}

bool is_encrypted(const grpc::CallbackServerContext& context) {
  const auto facts = context.auth_context();
  if (facts == nullptr) return false;
  const auto kinds = facts->FindPropertyValues("transport_security_type");
  return std::ranges::any_of(kinds, [](grpc::string_ref kind) { return view(kind) == "ssl"; });
}

grpc::ServerUnaryReactor* finish(grpc::CallbackServerContext* context, const grpc::Status& status) {
  auto* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

grpc::Status denied(grpc::StatusCode code, const grpc::CallbackServerContext& context,
                    const std::string& why) {
  log::warn("{} is refused: {}", context.peer(), why);
  return {code, why, wire::to_status(model::Failure{model::Reason::access_denied, why}).error_details()};
}

const std::vector<Role> kClients{Role::client, Role::admin};
const std::vector<Role> kWorkers{Role::worker};
const std::vector<Role> kAdmins{Role::admin};
const std::vector<Role> kAnyone{Role::client, Role::worker, Role::admin};

}  // namespace

GuardedService::Caller GuardedService::caller(const grpc::CallbackServerContext& context) const {
  Caller who;
  if (const auto certificate = context.auth_context()) {
    for (const auto& uri : certificate->FindPropertyValues("peer_uri")) {
      if (const auto role = pki::role_of_uri(view(uri))) who.roles.push_back(*role);
    }
  }
  who.anonymous = tokens_ == nullptr && who.roles.empty();
  const auto& metadata = context.client_metadata();
  const auto sent = metadata.find(grpc::string_ref(auth::kHeaderName.data(), auth::kHeaderName.size()));
  if (tokens_ == nullptr || sent == metadata.end()) return who;
  if (!is_this_machine(context.peer()) && !is_encrypted(context)) {
    who.exposed_token = true;
    return who;
  }
  std::string_view text = view(sent->second);
  text.remove_prefix(text.starts_with(auth::kScheme) ? auth::kScheme.size() : 0);
  if (const auto token = tokens_->find(text)) {
    who.roles.push_back(token->role);
  } else {
    who.bad_token = true;
  }
  return who;
}

std::optional<grpc::Status> GuardedService::refusal(const grpc::CallbackServerContext& context,
                                                    const std::vector<Role>& enough, bool only_here) const {
  const Caller who = caller(context);
  if (who.anonymous) {
    if (!only_here || is_this_machine(context.peer())) return std::nullopt;
    return denied(grpc::StatusCode::PERMISSION_DENIED, context,
                  "this is done from the coordinator's own machine only, or by an admin");
  }
  const bool may = std::ranges::find_first_of(who.roles, enough) != who.roles.end();
  if (may) return std::nullopt;
  if (who.exposed_token) {
    return denied(grpc::StatusCode::UNAUTHENTICATED, context,
                  "a token that was sent in plain text is everybody's: revoke it, and use TLS");
  }
  if (who.bad_token)
    return denied(grpc::StatusCode::UNAUTHENTICATED, context, "the token is not known here, or was revoked");
  if (who.roles.empty()) {
    return denied(grpc::StatusCode::UNAUTHENTICATED, context,
                  "a token is needed: HG_TOKEN_FILE, or --token-file of a worker");
  }
  return denied(
      grpc::StatusCode::PERMISSION_DENIED, context,
      fmt::format("this is for {} {}, and the caller is a {}", enough.front() == Role::admin ? "an" : "a",
                  model::code(enough.front()), model::code(who.roles.front())));
}

grpc::ServerUnaryReactor* GuardedService::Handshake(grpc::CallbackServerContext* context,
                                                    const pb::HandshakeRequest* request,
                                                    pb::HandshakeResponse* response) {
  const bool worker = request->role() == pb::ROLE_WORKER;
  if (const auto no = refusal(*context, worker ? kWorkers : kClients)) return finish(context, *no);
  return inner_.Handshake(context, request, response);
}

grpc::ServerUnaryReactor* GuardedService::Compile(grpc::CallbackServerContext* context,
                                                  const pb::CompileRequest* request,
                                                  pb::CompileResponse* response) {
  if (const auto no = refusal(*context, kClients)) return finish(context, *no);
  return inner_.Compile(context, request, response);
}

grpc::ServerUnaryReactor* GuardedService::HealthCheck(grpc::CallbackServerContext* context,
                                                      const pb::HealthCheckRequest* request,
                                                      pb::HealthCheckResponse* response) {
  const bool heartbeat = !request->worker_id().empty();
  if (const auto no = refusal(*context, heartbeat ? kWorkers : kAnyone)) return finish(context, *no);
  return inner_.HealthCheck(context, request, response);
}

grpc::ServerUnaryReactor* GuardedService::GetWorkerStatus(grpc::CallbackServerContext* context,
                                                          const pb::GetWorkerStatusRequest* request,
                                                          pb::GetWorkerStatusResponse* response) {
  if (const auto no = refusal(*context, kClients)) return finish(context, *no);
  return inner_.GetWorkerStatus(context, request, response);
}

grpc::ServerUnaryReactor* GuardedService::DrainWorker(grpc::CallbackServerContext* context,
                                                      const pb::DrainWorkerRequest* request,
                                                      pb::DrainWorkerResponse* response) {
  if (const auto no = refusal(*context, kAdmins, true)) return finish(context, *no);
  return inner_.DrainWorker(context, request, response);
}

grpc::ServerUnaryReactor* GuardedService::ReportWorker(grpc::CallbackServerContext* context,
                                                       const pb::ReportWorkerRequest* request,
                                                       pb::ReportWorkerResponse* response) {
  if (const auto no = refusal(*context, kClients)) return finish(context, *no);
  return inner_.ReportWorker(context, request, response);
}

grpc::ServerUnaryReactor* GuardedService::ReportOutcomes(grpc::CallbackServerContext* context,
                                                         const pb::ReportOutcomesRequest* request,
                                                         pb::ReportOutcomesResponse* response) {
  if (const auto no = refusal(*context, kClients)) return finish(context, *no);
  return inner_.ReportOutcomes(context, request, response);
}

}  // namespace hg::coordinator::service
