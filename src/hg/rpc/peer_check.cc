#include "hg/rpc/peer_check.h"

#include <string>
#include <utility>

#include "hg/base/log.h"
#include "hg/model/address.h"
#include "hg/rpc/tls.h"

namespace hg::rpc {
namespace {

using grpc::experimental::ExternalCertificateVerifier;
using grpc::experimental::TlsCustomVerificationCheckRequest;
using pki::Purpose;

std::string text(grpc::string_ref bytes) {
  return {bytes.data(), bytes.size()};
}

// "host:port" as gRPC calls its target. IPv6 addresses may come with their brackets escaped.
std::string host_of(std::string target) {
  for (const auto& [escaped, plain] : {std::pair("%5B", "["), std::pair("%5D", "]")}) {
    if (const auto at = target.find(escaped); at != std::string::npos) target.replace(at, 3, plain);
  }
  const auto address = model::parse_address(target);
  return address ? address->host : target;
}

class PeerCheck final : public ExternalCertificateVerifier {
 public:
  PeerCheck(std::shared_ptr<AuthoritiesFile> authorities, PeerRules rules, const Clock& clock)
      : authorities_(std::move(authorities)), rules_(std::move(rules)), clock_(clock) {}

  bool Verify(TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)> /*callback*/,
              grpc::Status* result) override {
    if (rules_.may_show_none && request->peer_cert().empty()) return true;
    const bool server = rules_.purpose == Purpose::server;
    const std::string host = server ? host_of(text(request->target_name())) : "";
    const auto good =
        authorities_->current().check(text(request->peer_cert()), text(request->peer_cert_full_chain()),
                                      {.purpose = rules_.purpose,
                                       .host = rules_.host ? host : "",
                                       .now = clock_.wall(),
                                       .roles = rules_.roles});
    if (!good) {
      complain(server ? host : "a client", good.error());
      *result = {grpc::StatusCode::UNAUTHENTICATED, std::string(kUntrusted) + good.error().to_string()};
    }
    return true;
  }
  void Cancel(TlsCustomVerificationCheckRequest* /*request*/) override {}

 private:
  // Whoever likes can have us say this, so not more often than once a second.
  void complain(const std::string& who, const Error& error) {
    const TimePoint now = clock_.now();
    const bool quiet = last_said_.with([now](TimePoint& last) {
      if (last != TimePoint() && now - last < std::chrono::seconds(1)) return true;
      last = now;
      return false;
    });
    if (!quiet) log::warn("TLS: {} is refused: {}", who, error.to_string());
  }

  std::shared_ptr<AuthoritiesFile> authorities_;
  PeerRules rules_;
  const Clock& clock_;
  Guarded<TimePoint> last_said_;
};

}  // namespace

std::shared_ptr<grpc::experimental::CertificateVerifier> check_peers(
    std::shared_ptr<AuthoritiesFile> authorities, PeerRules rules, const Clock& clock) {
  return ExternalCertificateVerifier::Create<PeerCheck>(std::move(authorities), std::move(rules), clock);
}

}  // namespace hg::rpc
