#include "hg/pki/openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "hg/digest/sha256.h"

namespace hg::pki {

void Free::operator()(STACK_OF(X509) * it) const {
  sk_X509_pop_free(it, X509_free);
}

void Free::operator()(GENERAL_NAMES* it) const {
  GENERAL_NAMES_free(it);
}

Owned<BIO> reader(std::string_view bytes) {
  return Owned<BIO>(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

Owned<BIO> writer() {
  return Owned<BIO>(BIO_new(BIO_s_mem()));
}

std::string written(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

Result<std::vector<Owned<X509>>> read_certificates(std::string_view pem) {
  const auto bio = reader(pem);
  std::vector<Owned<X509>> found;
  while (X509* one = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) found.emplace_back(one);
  const bool end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!end) return fail(Code::invalid_argument, "holds a damaged certificate");
  if (found.empty()) return fail(Code::invalid_argument, "holds no certificate in PEM form");
  return found;
}

Result<Owned<EVP_PKEY>> read_key(std::string_view pem) {
  const auto bio = reader(pem);
  // Without a callback of ours libcrypto would ask for the passphrase on the terminal.
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  ERR_clear_error();
  if (!key) return fail(Code::invalid_argument, "holds no private key in PEM form without a passphrase");
  return key;
}

std::string fingerprint(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size < 0) return {};
  const std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return "sha256:" + to_hex(digest::sha256(bytes));
}

WallTime wall_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return WallTime(std::chrono::seconds(::timegm(&parts)));
}

Error crypto_error(std::string_view what) {
  const auto number = ERR_get_error();
  const char* reason = number == 0 ? nullptr : ERR_reason_error_string(number);
  ERR_clear_error();
  return {Code::internal, std::string(what) + ": " + (reason == nullptr ? "libcrypto failed" : reason)};
}

}  // namespace hg::pki
