#include "hg/pki/certificate.h"

#include <arpa/inet.h>
#include <fmt/chrono.h>
#include <openssl/x509v3.h>

#include <array>

#include "hg/pki/openssl.h"

namespace hg::pki {
namespace {

constexpr std::string_view kRoleUri = "urn:hybridgrid:role:";

std::string text_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string address_of(const ASN1_OCTET_STRING* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = ASN1_STRING_length(bytes) == 4 ? AF_INET : AF_INET6;
  if (family == AF_INET6 && ASN1_STRING_length(bytes) != 16) return {};
  return ::inet_ntop(family, ASN1_STRING_get0_data(bytes), text.data(), text.size()) == nullptr
             ? std::string()
             : text.data();
}

std::string common_name(X509* certificate) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
}

void read_names(X509* from, Certificate& into) {
  const Owned<GENERAL_NAMES> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(from, NID_subject_alt_name, nullptr, nullptr)));
  if (!names) return;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) into.hosts.push_back(text_of(name->d.dNSName));
    if (name->type == GEN_IPADD) into.hosts.push_back(address_of(name->d.iPAddress));
    if (name->type != GEN_URI) continue;
    if (const auto role = role_of_uri(text_of(name->d.uniformResourceIdentifier))) into.role = role;
  }
}

Certificate facts(X509* from) {
  Certificate certificate;
  certificate.name = common_name(from);
  certificate.not_before = wall_time(X509_get0_notBefore(from));
  certificate.not_after = wall_time(X509_get0_notAfter(from));
  certificate.authority = X509_check_ca(from) != 0;
  certificate.fingerprint = fingerprint(from);
  read_names(from, certificate);
  return certificate;
}

}  // namespace

Result<std::vector<Certificate>> read_chain(std::string_view pem) {
  HG_TRY_ASSIGN(const auto certificates, read_certificates(pem));
  std::vector<Certificate> chain;
  chain.reserve(certificates.size());
  for (const auto& one : certificates) chain.push_back(facts(one.get()));
  return chain;
}

std::string role_uri(model::Role role) {
  return std::string(kRoleUri) + std::string(model::code(role));
}

std::optional<model::Role> role_of_uri(std::string_view uri) {
  if (!uri.starts_with(kRoleUri)) return std::nullopt;
  return model::role_from_code(uri.substr(kRoleUri.size()));
}

std::string day(WallTime time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch());
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(seconds.count())));
}

}  // namespace hg::pki
