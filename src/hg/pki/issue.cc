#include "hg/pki/issue.h"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "hg/pki/certificate.h"
#include "hg/pki/openssl.h"

namespace hg::pki {
namespace {

constexpr std::size_t kMostNameBytes = 64;  // of a common name: X.520
constexpr std::size_t kMostHostBytes = 253;

bool is_address(const std::string& host) {
  in6_addr unused{};
  return ::inet_pton(AF_INET, host.c_str(), &unused) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), &unused) == 1;
}

// Letters, digits, '-', '_' and '.', with "*." in front at most: no comma could smuggle another name in.
Status check_host(const std::string& host) {
  if (is_address(host)) return {};
  const std::string_view name = host.starts_with("*.") ? std::string_view(host).substr(2) : host;
  const bool plain = std::ranges::all_of(
      name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_'; });
  if (!name.empty() && plain && host.size() <= kMostHostBytes && name.front() != '.') return {};
  return fail(Code::invalid_argument, "'" + host + "' is neither a host name nor an IP address");
}

Result<std::string> alternative_names(const Subject& subject) {
  std::string list;
  const auto add = [&list](std::string_view kind, std::string_view value) {
    if (!list.empty()) list += ',';
    list.append(kind).append(value);
  };
  for (const std::string& host : subject.hosts) {
    HG_TRY(check_host(host));
    add(is_address(host) ? "IP:" : "DNS:", host);
  }
  if (subject.role) add("URI:", role_uri(*subject.role));
  return list;
}

bool extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

bool set_serial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  bytes[0] &= 0x7FU;  // positive
  BIGNUM* number = BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr);
  const bool set =
      number != nullptr && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  return set;
}

bool set_time(ASN1_TIME* into, WallTime time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch());
  return ASN1_TIME_set(into, static_cast<std::time_t>(seconds.count())) != nullptr;
}

Result<Owned<X509>> blank(const Subject& subject, EVP_PKEY* key) {
  if (subject.name.empty() || subject.name.size() > kMostNameBytes) {
    return fail(Code::invalid_argument, "a certificate's name has 1 to 64 bytes");
  }
  Owned<X509> certificate(X509_new());
  if (!certificate) return fail(crypto_error("a new certificate"));
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const bool done = X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                    set_serial(certificate.get()) &&
                    set_time(X509_getm_notBefore(certificate.get()), subject.not_before) &&
                    set_time(X509_getm_notAfter(certificate.get()), subject.not_after) &&
                    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                               reinterpret_cast<const unsigned char*>(subject.name.c_str()),
                                               -1, -1, 0) == 1 &&
                    X509_set_pubkey(certificate.get(), key) == 1;
  if (!done) return fail(crypto_error("a new certificate"));
  return certificate;
}

Result<KeyPair> as_pem(X509* certificate, EVP_PKEY* key) {
  const auto out = writer();
  const auto secret = writer();
  if (PEM_write_bio_X509(out.get(), certificate) != 1 ||
      PEM_write_bio_PKCS8PrivateKey(secret.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return fail(crypto_error("writing a certificate"));
  }
  return KeyPair{written(out.get()), written(secret.get())};
}

struct Extension {
  int nid;
  std::string value;
};

// Signs with `by`, whose certificate is `issuer`; that one itself if null.
Result<KeyPair> sign(const Subject& subject, const std::vector<Extension>& extensions, X509* issuer,
                     EVP_PKEY* by) {
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  if (!key) return fail(crypto_error("a new key"));
  HG_TRY_ASSIGN(const auto certificate, blank(subject, key.get()));
  X509* signer = issuer == nullptr ? certificate.get() : issuer;
  bool done = X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer)) == 1;
  for (const auto& [nid, value] : extensions)
    done = done && (value.empty() || extend(certificate.get(), signer, nid, value));
  done = done && X509_sign(certificate.get(), by == nullptr ? key.get() : by, EVP_sha256()) != 0;
  if (!done) return fail(crypto_error("signing a certificate"));
  return as_pem(certificate.get(), key.get());
}

std::vector<Extension> for_both_ends(std::string names) {
  return {{NID_basic_constraints, "critical,CA:FALSE"},
          {NID_key_usage, "critical,digitalSignature"},
          {NID_ext_key_usage, "serverAuth,clientAuth"},
          {NID_subject_key_identifier, "hash"},
          {NID_subject_alt_name, std::move(names)}};
}

}  // namespace

Result<KeyPair> make_authority(const Subject& subject) {
  return sign(subject,
              {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
               {NID_key_usage, "critical,keyCertSign,cRLSign"},
               {NID_subject_key_identifier, "hash"}},
              nullptr, nullptr);
}

Result<KeyPair> make_self_signed(const Subject& subject) {
  HG_TRY_ASSIGN(std::string names, alternative_names(subject));
  return sign(subject, for_both_ends(std::move(names)), nullptr, nullptr);
}

Result<KeyPair> issue(const KeyPair& authority, const Subject& subject) {
  HG_TRY_ASSIGN(std::string names, alternative_names(subject));
  HG_TRY_ASSIGN(const auto issuers, read_certificates(authority.certificate));
  HG_TRY_ASSIGN(const auto key, read_key(authority.key));
  X509* issuer = issuers.front().get();
  if (X509_check_ca(issuer) == 0) return fail(Code::invalid_argument, "this certificate may not sign others");
  if (X509_check_private_key(issuer, key.get()) != 1) {
    (void)crypto_error("");
    return fail(Code::invalid_argument, "the authority's key does not belong to its certificate");
  }
  std::vector<Extension> extensions = for_both_ends(std::move(names));
  extensions.push_back({NID_authority_key_identifier, "keyid"});
  HG_TRY_ASSIGN(KeyPair pair, sign(subject, extensions, issuer, key.get()));
  pair.certificate += authority.certificate;
  return pair;
}

}  // namespace hg::pki
