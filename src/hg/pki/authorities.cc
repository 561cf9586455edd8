#include "hg/pki/authorities.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "hg/pki/certificate.h"
#include "hg/pki/openssl.h"

namespace hg::pki {

struct Authorities::Impl {
  std::vector<Owned<X509>> anchors;
  std::string pin;  // instead of anchors
};

namespace {

constexpr std::size_t kPinLength = 7 + 64;  // "sha256:" and the digits

Owned<STACK_OF(X509)> stack_of(const std::vector<Owned<X509>>& certificates) {
  Owned<STACK_OF(X509)> stack(sk_X509_new_null());
  for (const auto& one : certificates) {
    X509_up_ref(one.get());
    sk_X509_push(stack.get(), one.get());
  }
  return stack;
}

// An anchor may be any certificate that the user chose, not only a self-signed one.
Owned<X509_STORE> store_of(const std::vector<Owned<X509>>& anchors, const std::vector<Owned<X509>>& shown,
                           const std::string& pin) {
  Owned<X509_STORE> store(X509_STORE_new());
  for (const auto& anchor : anchors) X509_STORE_add_cert(store.get(), anchor.get());
  for (const auto& one : shown) {
    if (!pin.empty() && fingerprint(one.get()) == pin) X509_STORE_add_cert(store.get(), one.get());
  }
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  return store;
}

bool set_expectations(X509_VERIFY_PARAM* parameters, const Expected& expected) {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(expected.now.time_since_epoch());
  X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(now.count()));
  const bool server = expected.purpose == Purpose::server;
  X509_VERIFY_PARAM_set_purpose(parameters, server ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT);
  if (expected.host.empty()) return true;
  X509_VERIFY_PARAM_set_hostflags(parameters,
                                  X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, expected.host.c_str()) == 1) return true;
  return X509_VERIFY_PARAM_set1_host(parameters, expected.host.data(), expected.host.size()) == 1;
}

std::string hosts_of(const Certificate& certificate) {
  return certificate.hosts.empty() ? "no host" : fmt::format("{}", fmt::join(certificate.hosts, ", "));
}

std::string explain(int error, const Certificate& leaf, const Certificate& at, const Expected& expected) {
  const std::string whose =
      at.fingerprint == leaf.fingerprint ? "its certificate" : "its certificate's issuer " + at.name;
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return fmt::format("{} expired on {}", whose, day(at.not_after));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return fmt::format("{} is not valid before {}; are the clocks right?", whose, day(at.not_before));
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fmt::format("its certificate is for {}, not for {}", hosts_of(leaf), expected.host);
    case X509_V_ERR_INVALID_PURPOSE:
      return fmt::format("{} is not made for {}", whose,
                         expected.purpose == Purpose::server ? "servers" : "clients");
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return fmt::format("its certificate '{}' was not issued by an authority that is trusted here",
                         leaf.name);
    default:
      return fmt::format("its certificate is not accepted: {}", X509_verify_cert_error_string(error));
  }
}

Certificate facts_of(X509* certificate) {
  const auto bio = writer();
  PEM_write_bio_X509(bio.get(), certificate);
  auto chain = read_chain(written(bio.get()));
  return chain ? std::move(chain->front()) : Certificate();
}

Status check_role(const Certificate& leaf, const std::vector<model::Role>& wanted) {
  const bool fits = !leaf.role || wanted.empty() || std::ranges::find(wanted, *leaf.role) != wanted.end();
  if (fits) return {};
  return fail(Code::permission_denied, fmt::format("its certificate is a {}'s, not a {}'s",
                                                   model::code(*leaf.role), model::code(wanted.front())));
}

}  // namespace

Result<Authorities> Authorities::from_pem(std::string_view pem) {
  auto impl = std::make_shared<Impl>();
  HG_TRY_ASSIGN(impl->anchors, read_certificates(pem));
  return Authorities(std::move(impl));
}

Result<Authorities> Authorities::pinned(std::string_view fingerprint) {
  const bool digits =
      std::ranges::all_of(fingerprint.substr(std::min<std::size_t>(7, fingerprint.size())),
                          [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (fingerprint.size() != kPinLength || !fingerprint.starts_with("sha256:") || !digits) {
    return fail(Code::invalid_argument, "a fingerprint is sha256: and 64 hexadecimal digits");
  }
  auto impl = std::make_shared<Impl>();
  impl->pin = fingerprint;
  return Authorities(std::move(impl));
}

Status Authorities::check(std::string_view certificate, std::string_view others,
                          const Expected& expected) const {
  if (certificate.empty()) return fail(Code::permission_denied, "it showed no certificate");
  HG_TRY_ASSIGN(const auto shown, read_certificates(certificate));
  auto more = read_certificates(others).value_or(std::vector<Owned<X509>>());
  X509_up_ref(shown.front().get());
  more.emplace_back(shown.front().get());  // it may be the pinned one itself
  const auto store = store_of(impl_->anchors, more, impl_->pin);
  const auto untrusted = stack_of(more);
  const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
  if (!context ||
      X509_STORE_CTX_init(context.get(), store.get(), shown.front().get(), untrusted.get()) != 1 ||
      !set_expectations(X509_STORE_CTX_get0_param(context.get()), expected)) {
    return fail(crypto_error("checking a certificate"));
  }
  const bool good = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  const Certificate leaf = facts_of(shown.front().get());
  if (good) return check_role(leaf, expected.roles);
  X509* at = X509_STORE_CTX_get_current_cert(context.get());
  return fail(Code::permission_denied, explain(X509_STORE_CTX_get_error(context.get()), leaf,
                                               at == nullptr ? leaf : facts_of(at), expected));
}

}  // namespace hg::pki
