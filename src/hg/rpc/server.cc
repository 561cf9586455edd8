#include "hg/rpc/server.h"

#include <fmt/core.h>
#include <grpc/support/time.h>
#include <grpcpp/server_builder.h>

#include "hg/rpc/limits.h"
#include "hg/rpc/listen_check.h"

namespace hg::rpc {
namespace {

void configure(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // a second server on a busy port must fail
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Peers ping every 5 s; gRPC's default takes more than one in 5 min for an attack and hangs up.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 1'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 0);
}

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, const Credentials& credentials,
                                              grpc::Service& service) {
  HG_TRY(check_can_listen(options.listen, options.port_option));
  grpc::ServerBuilder builder;
  configure(builder);
  int port = 0;
  builder.AddListeningPort(model::to_string(options.listen), credentials.server(), &port);
  builder.RegisterService(&service);
  std::unique_ptr<Server> server(new Server);
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || port <= 0) {
    return fail(Code::unavailable, fmt::format("cannot listen on {}; choose another port with {}",
                                               model::to_string(options.listen), options.port_option));
  }
  server->port_ = static_cast<std::uint16_t>(port);
  return server;
}

void Server::shutdown(std::chrono::nanoseconds grace) {
  server_->Shutdown(
      gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_nanos(grace.count(), GPR_TIMESPAN)));
  server_->Wait();
}

Server::~Server() {
  if (server_ != nullptr) shutdown(std::chrono::nanoseconds(0));
}

}  // namespace hg::rpc
