#include "hg/rpc/server.h"

#include <fmt/core.h>
#include <grpc/support/time.h>
#include <grpcpp/server_builder.h>

#include "hg/os/own_limits.h"
#include "hg/rpc/accept_loop.h"
#include "hg/rpc/limits.h"
#include "hg/rpc/listening.h"

namespace hg::rpc {
namespace {

using grpc::experimental::ExternalConnectionAcceptor;

// A compile can wait and run for long, so connections that are old enough to go are given time.
constexpr int kMinute = 60'000;
constexpr int kOldAge = 60 * kMinute;
constexpr int kGraceOfOldAge = 30 * kMinute;

void configure(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  // TLS's handshake and HTTP/2's first frames, together.
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 5'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, kOldAge);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kGraceOfOldAge);
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
  HG_TRY_ASSIGN(Listening listening, listen_on(options.listen, options.port_option));
  grpc::ServerBuilder builder;
  configure(builder);
  std::shared_ptr<ExternalConnectionAcceptor> acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, credentials.server());
  builder.RegisterService(&service);
  std::unique_ptr<Server> server(new Server);
  server->port_ = listening.port;
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr) return fail(Code::unavailable, "gRPC starts no server");
  const std::size_t descriptors = options.descriptors != 0 ? options.descriptors : os::descriptor_limit();
  HG_TRY_ASSIGN(server->accepting_,
                AcceptLoop::start(std::move(listening.sockets), limits_for(descriptors),
                                  [acceptor](os::UniqueFd connection) {
                                    ExternalConnectionAcceptor::NewConnectionParameters parameters;
                                    parameters.fd = connection.release();
                                    acceptor->HandleNewConnection(&parameters);
                                  }));
  return server;
}

void Server::shutdown(std::chrono::nanoseconds grace) {
  accepting_.reset();
  server_->Shutdown(
      gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_nanos(grace.count(), GPR_TIMESPAN)));
  server_->Wait();
}

Server::~Server() {
  if (server_ != nullptr) shutdown(std::chrono::nanoseconds(0));
}

}  // namespace hg::rpc
