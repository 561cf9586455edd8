// OpenSSL's SHA256_* instead of its EVP interface: the first use of EVP loads the providers and openssl.cnf,
// which costs a process that lives for a millisecond three more, and four megabytes of a static program. Same
// code inside.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "hg/digest/sha256.h"

#include <openssl/sha.h>

#include "hg/digest/hex.h"

namespace hg::digest {

struct Sha256::Impl {
  SHA256_CTX context;
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {
  SHA256_Init(&impl_->context);
}
Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
  SHA256_Update(&impl_->context, bytes.data(), bytes.size());
}

void Sha256::field(std::string_view bytes) {
  std::array<char, 8> size{};
  for (std::size_t i = 0; i < size.size(); ++i) {
    size.at(i) = static_cast<char>((static_cast<std::uint64_t>(bytes.size()) >> (8 * i)) & 0xFFU);
  }
  update({size.data(), size.size()});
  update(bytes);
}

Sha256Digest Sha256::finish() {
  Sha256Digest digest;
  SHA256_Final(digest.bytes.data(), &impl_->context);
  SHA256_Init(&impl_->context);
  return digest;
}

Sha256Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

std::string to_hex(const Sha256Digest& digest) {
  return to_hex(digest.bytes.data(), digest.bytes.size());
}

std::optional<Sha256Digest> sha256_from_hex(std::string_view hex) {
  Sha256Digest digest;
  if (hex.size() != 2 * digest.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    const int high = hex_digit(hex[2 * i]);
    const int low = hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest.bytes.at(i) = static_cast<std::uint8_t>(high * 16 + low);
  }
  return digest;
}

}  // namespace hg::digest
