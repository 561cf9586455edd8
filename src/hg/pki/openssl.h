// Owners of libcrypto's objects, and the few calls that all of this folder needs. Internal to hg::pki.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/result.h"

namespace hg::pki {

struct Free {
  void operator()(X509* it) const { X509_free(it); }
  void operator()(X509_STORE* it) const { X509_STORE_free(it); }
  void operator()(X509_STORE_CTX* it) const { X509_STORE_CTX_free(it); }
  void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
  void operator()(BIO* it) const { BIO_free(it); }
  void operator()(STACK_OF(X509) * it) const;  // with what it holds
  void operator()(GENERAL_NAMES* it) const;
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

// Reading from memory that must outlive the result.
Owned<BIO> reader(std::string_view bytes);
Owned<BIO> writer();
std::string written(BIO* bio);

// Every certificate in a PEM text, in order; what stands between them is skipped. invalid_argument if there
// is none, or a damaged one.
Result<std::vector<Owned<X509>>> read_certificates(std::string_view pem);

// invalid_argument if there is no private key in it that can be used without a passphrase.
Result<Owned<EVP_PKEY>> read_key(std::string_view pem);

// Of the whole certificate: "sha256:" and 64 hexadecimal digits.
std::string fingerprint(X509* certificate);

WallTime wall_time(const ASN1_TIME* time);

// An Error with libcrypto's own last word.
Error crypto_error(std::string_view what);

}  // namespace hg::pki
