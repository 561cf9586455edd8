// What gRPC asks after a TLS handshake: is this the peer that we wanted?
#pragma once

#include <grpcpp/security/tls_certificate_verifier.h>

#include <memory>
#include <vector>

#include "hg/base/clock.h"
#include "hg/rpc/authorities_file.h"

namespace hg::rpc {

struct PeerRules {
  pki::Purpose purpose = pki::Purpose::server;
  std::vector<model::Role> roles{};  // one of these; empty: any
  bool host = true;                  // a server's certificate must stand for the host that was asked for
  bool may_show_none = false;        // a client without a certificate is let in
};

// gRPC's own check knows no reasons ("certificate verify failed"), so the chain is checked here, by libcrypto
// all the same. `clock` must outlive the result.
std::shared_ptr<grpc::experimental::CertificateVerifier> check_peers(
    std::shared_ptr<AuthoritiesFile> authorities, PeerRules rules, const Clock& clock);

}  // namespace hg::rpc
