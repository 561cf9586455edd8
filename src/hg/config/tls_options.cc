#include "hg/config/tls_options.h"

#include "hg/config/values.h"

namespace hg::config {

void add_tls_options(Command& command, rpc::TlsOptions& into, const std::string& others_ca) {
  const auto add = [&](const char* name, const std::string& help, std::string* to) {
    command.options.push_back({name, "FILE", help, "", true, text(to)});
  };
  add("tls-cert", "TLS: our certificate, followed by that of its authority (plain text)", &into.certificate);
  add("tls-key", "TLS: the key of it", &into.key);
  add("tls-ca", others_ca, &into.ca);
  add("tls-client-ca", "TLS: let only those in who have a certificate from here (anybody)", &into.client_ca);
}

std::optional<Exit> refuse_half_of_tls(const std::string& program, const rpc::TlsOptions& tls) {
  const bool any = !tls.certificate.empty() || !tls.key.empty() || !tls.ca.empty() || !tls.client_ca.empty();
  if (!any) return std::nullopt;
  if (!tls.authority.empty()) {
    if (tls.certificate.empty() == tls.key.empty()) return std::nullopt;
    return Exit{2, "", program + ": --tls-cert and --tls-key go together\n"};
  }
  for (const auto& [name, value] : {std::pair("--tls-cert", &tls.certificate),
                                    std::pair("--tls-key", &tls.key), std::pair("--tls-ca", &tls.ca)}) {
    if (!value->empty()) continue;
    return Exit{2, "", program + ": TLS needs --tls-cert, --tls-key and --tls-ca; " + name + " is missing\n"};
  }
  return std::nullopt;
}

}  // namespace hg::config
