// How two programs prove who they are: not at all (plain_text()), or by certificates (tls.h).
#pragma once

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

namespace hg::rpc {

// Thread-safe.
class Credentials {
 public:
  virtual ~Credentials() = default;
  [[nodiscard]] virtual std::shared_ptr<grpc::ChannelCredentials> channel() const = 0;
  // To a server that has told us the fingerprint of its own certificate ("sha256:…"): to that one only.
  [[nodiscard]] virtual std::shared_ptr<grpc::ChannelCredentials> channel_to(
      const std::string& fingerprint) const = 0;
  // Of the certificate that we made ourselves; empty: there is none.
  [[nodiscard]] virtual std::string own_fingerprint() const { return {}; }
  [[nodiscard]] virtual std::shared_ptr<grpc::ServerCredentials> server() const = 0;
};

// Neither encryption nor proof: for loopback, or where the user asked for it.
std::unique_ptr<Credentials> plain_text();

}  // namespace hg::rpc
