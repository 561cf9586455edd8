// A listening gRPC server that stays reachable: a machine gets a share of its connections, one that does not
// finish its handshake is cut after 5 s, one that is dead after 15 s; docs/reliability.md has the figures.
#pragma once

#include <grpcpp/impl/service_type.h>
#include <grpcpp/server.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "hg/base/result.h"
#include "hg/model/address.h"
#include "hg/rpc/credentials.h"

namespace hg::rpc {

class AcceptLoop;

struct ServerOptions {
  model::Address listen;                    // port 0: any free one, see Server::port()
  std::string port_option = "--grpc-port";  // named in messages
  std::size_t descriptors = 0;              // to live with; 0: all that the process may have
};

class Server {
 public:
  // Serves `service`, which must outlive the server. already_exists when the port is taken: "port 9000 on
  // 127.0.0.1 is in use by another program; choose another with --grpc-port"; permission_denied and
  // invalid_argument alike.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, const Credentials& credentials,
                                               grpc::Service& service);
  ~Server();  // as shutdown(0)
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }

  // Takes no new calls, lets running ones end until `grace` has passed, then cancels them. Blocks until every
  // call is gone. Safe to call more than once.
  void shutdown(std::chrono::nanoseconds grace);

 private:
  Server() = default;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<AcceptLoop> accepting_;  // ends before the server, which it gives connections to
  std::uint16_t port_ = 0;
};

}  // namespace hg::rpc
