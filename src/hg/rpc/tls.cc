#include "hg/rpc/tls.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <utility>

#include "hg/base/log.h"
#include "hg/model/address.h"
#include "hg/pki/certificate.h"
#include "hg/pki/identity.h"
#include "hg/pki/issue.h"
#include "hg/rpc/authorities_file.h"
#include "hg/rpc/peer_check.h"

namespace hg::rpc {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;
using grpc::experimental::IdentityKeyCertPair;
using grpc::experimental::StaticDataCertificateProvider;
using grpc::experimental::TlsChannelCredentialsOptions;
using grpc::experimental::TlsServerCredentialsOptions;

constexpr unsigned kLookAgainSeconds = 1;

// A certificate that we made ourselves ends with the program, and nobody goes by its dates.
constexpr std::chrono::hours kOwnLife{24 * 3650};
constexpr std::chrono::hours kSlack{24};

struct Parts {
  std::shared_ptr<AuthoritiesFile> servers;  // null: we call nobody
  std::shared_ptr<AuthoritiesFile> clients;  // null: any client
  std::shared_ptr<grpc::experimental::CertificateProviderInterface> identity;
  std::string own_fingerprint;  // empty: an authority has signed ours
  std::vector<model::Role> server_roles;
  std::vector<model::Role> client_roles;
  bool clients_may_show_none = false;
};

class Tls final : public Credentials {
 public:
  Tls(Parts parts, const Clock& clock) : parts_(std::move(parts)), clock_(clock) {}

  [[nodiscard]] std::shared_ptr<grpc::ChannelCredentials> channel() const override {
    return channel(parts_.servers, {.purpose = pki::Purpose::server, .roles = parts_.server_roles});
  }
  [[nodiscard]] std::shared_ptr<grpc::ChannelCredentials> channel_to(
      const std::string& fingerprint) const override {
    auto that = pki::Authorities::pinned(fingerprint);
    if (!that) return channel();  // who speaks to us checks what others say
    return channel(AuthoritiesFile::fixed(*std::move(that)),
                   {.purpose = pki::Purpose::server, .roles = parts_.server_roles, .host = false});
  }
  [[nodiscard]] std::string own_fingerprint() const override { return parts_.own_fingerprint; }

  [[nodiscard]] std::shared_ptr<grpc::ServerCredentials> server() const override {
    TlsServerCredentialsOptions options(parts_.identity);
    options.watch_identity_key_cert_pairs();
    if (parts_.clients != nullptr) {
      // Not "require": a client without one then hears of it in the log, from our own check.
      options.set_cert_request_type(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
      options.set_certificate_verifier(check_peers(parts_.clients,
                                                   {.purpose = pki::Purpose::client,
                                                    .roles = parts_.client_roles,
                                                    .may_show_none = parts_.clients_may_show_none},
                                                   clock_));
    }
    return grpc::experimental::TlsServerCredentials(options);
  }

 private:
  [[nodiscard]] std::shared_ptr<grpc::ChannelCredentials> channel(
      std::shared_ptr<AuthoritiesFile> authorities, PeerRules rules) const {
    TlsChannelCredentialsOptions options;
    // One that we made ourselves proves nothing to a server.
    if (parts_.identity != nullptr && parts_.own_fingerprint.empty()) {
      options.set_certificate_provider(parts_.identity);
      options.watch_identity_key_cert_pairs();
    }
    options.set_verify_server_certs(false);  // our own check does it
    options.set_check_call_host(false);
    options.set_certificate_verifier(check_peers(std::move(authorities), std::move(rules), clock_));
    return grpc::experimental::TlsCredentials(options);
  }

  Parts parts_;
  const Clock& clock_;
};

Status add_authorities(const TlsOptions& options, Parts& parts) {
  if (!options.authority.empty()) {
    HG_TRY_ASSIGN(auto pinned, pki::Authorities::pinned(options.authority));
    parts.servers = parts.clients = AuthoritiesFile::fixed(std::move(pinned));
  }
  if (!options.ca.empty()) {
    HG_TRY_ASSIGN(parts.servers, AuthoritiesFile::open(options.ca));
  }
  if (!options.client_ca.empty()) {
    HG_TRY_ASSIGN(parts.clients, AuthoritiesFile::open(options.client_ca));
  }
  return {};
}

Status add_identity(const TlsOptions& options, const Clock& clock, Parts& parts) {
  if (!options.certificate.empty()) {
    HG_TRY(pki::check_identity(options.certificate, options.key, clock.wall()));
    parts.identity =
        std::make_shared<FileWatcherCertificateProvider>(options.key, options.certificate, kLookAgainSeconds);
  } else if (!options.authority.empty()) {
    HG_TRY_ASSIGN(pki::KeyPair pair, pki::make_self_signed({.name = "worker",
                                                            .hosts = {},
                                                            .role = model::Role::worker,
                                                            .not_before = clock.wall() - kSlack,
                                                            .not_after = clock.wall() + kOwnLife}));
    HG_TRY_ASSIGN(const auto says, pki::read_chain(pair.certificate));
    parts.own_fingerprint = says.front().fingerprint;
    parts.identity = std::make_shared<StaticDataCertificateProvider>(
        std::vector<IdentityKeyCertPair>{{std::move(pair.key), std::move(pair.certificate)}});
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Credentials>> tls(const TlsOptions& options, const Clock& clock) {
  Parts parts;
  parts.server_roles = options.server_roles;
  parts.client_roles = options.client_roles;
  parts.clients_may_show_none = options.clients_may_show_none;
  HG_TRY(add_authorities(options, parts));
  HG_TRY(add_identity(options, clock, parts));
  return std::make_unique<Tls>(std::move(parts), clock);
}

Result<std::unique_ptr<Credentials>> tls_or_plain_text(const TlsOptions& options, const Clock& clock) {
  if (options.ca.empty() && options.certificate.empty() && options.client_ca.empty() &&
      options.authority.empty())
    return plain_text();
  return tls(options, clock);
}

std::string_view describe(const TlsOptions& options) {
  if (!options.authority.empty()) return "mutual TLS";
  if (options.certificate.empty()) return "plain text";
  if (options.client_ca.empty()) return "TLS";
  return options.clients_may_show_none ? "TLS, with a certificate or a token" : "mutual TLS";
}

void warn_of_plain_text(const TlsOptions& options, std::string_view listen) {
  if (!options.certificate.empty() || !options.authority.empty() || model::is_loopback(listen)) return;
  log::warn(
      "PLAIN TEXT on {}: whoever reaches this port can have programs compiled and read sources (--insecure)",
      listen);
}

}  // namespace hg::rpc
