#include "hg/rpc/tls.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <utility>

#include "hg/base/log.h"
#include "hg/model/address.h"
#include "hg/pki/identity.h"
#include "hg/rpc/authorities_file.h"
#include "hg/rpc/peer_check.h"

namespace hg::rpc {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;
using grpc::experimental::TlsChannelCredentialsOptions;
using grpc::experimental::TlsServerCredentialsOptions;

constexpr unsigned kLookAgainSeconds = 1;

struct Parts {
  std::shared_ptr<AuthoritiesFile> servers;  // null: we call nobody
  std::shared_ptr<AuthoritiesFile> clients;  // null: any client
  std::shared_ptr<FileWatcherCertificateProvider> identity;
  std::vector<model::Role> server_roles;
  std::vector<model::Role> client_roles;
};

class Tls final : public Credentials {
 public:
  Tls(Parts parts, const Clock& clock) : parts_(std::move(parts)), clock_(clock) {}

  [[nodiscard]] std::shared_ptr<grpc::ChannelCredentials> channel() const override {
    TlsChannelCredentialsOptions options;
    if (parts_.identity != nullptr) {
      options.set_certificate_provider(parts_.identity);
      options.watch_identity_key_cert_pairs();
    }
    options.set_verify_server_certs(false);  // our own check does it
    options.set_check_call_host(false);
    options.set_certificate_verifier(
        check_peers(parts_.servers, pki::Purpose::server, parts_.server_roles, clock_));
    return grpc::experimental::TlsCredentials(options);
  }

  [[nodiscard]] std::shared_ptr<grpc::ServerCredentials> server() const override {
    TlsServerCredentialsOptions options(parts_.identity);
    options.watch_identity_key_cert_pairs();
    if (parts_.clients != nullptr) {
      // Not "require": a client without one then hears of it in the log, from our own check.
      options.set_cert_request_type(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
      options.set_certificate_verifier(
          check_peers(parts_.clients, pki::Purpose::client, parts_.client_roles, clock_));
    }
    return grpc::experimental::TlsServerCredentials(options);
  }

 private:
  Parts parts_;
  const Clock& clock_;
};

}  // namespace

Result<std::unique_ptr<Credentials>> tls(const TlsOptions& options, const Clock& clock) {
  Parts parts;
  parts.server_roles = options.server_roles;
  parts.client_roles = options.client_roles;
  if (!options.ca.empty()) {
    HG_TRY_ASSIGN(parts.servers, AuthoritiesFile::open(options.ca));
  }
  if (!options.client_ca.empty()) {
    HG_TRY_ASSIGN(parts.clients, AuthoritiesFile::open(options.client_ca));
  }
  if (!options.certificate.empty()) {
    HG_TRY(pki::check_identity(options.certificate, options.key, clock.wall()));
    parts.identity =
        std::make_shared<FileWatcherCertificateProvider>(options.key, options.certificate, kLookAgainSeconds);
  }
  return std::make_unique<Tls>(std::move(parts), clock);
}

Result<std::unique_ptr<Credentials>> tls_or_plain_text(const TlsOptions& options, const Clock& clock) {
  if (options.ca.empty() && options.certificate.empty() && options.client_ca.empty()) return plain_text();
  return tls(options, clock);
}

std::string_view describe(const TlsOptions& options) {
  if (options.certificate.empty()) return "plain text";
  return options.client_ca.empty() ? "TLS" : "mutual TLS";
}

void warn_of_plain_text(const TlsOptions& options, std::string_view listen) {
  if (!options.certificate.empty() || model::is_loopback(listen)) return;
  log::warn(
      "PLAIN TEXT on {}: whoever reaches this port can have programs compiled and read sources (--insecure)",
      listen);
}

}  // namespace hg::rpc
