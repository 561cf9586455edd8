#include "hg/auth/secret.h"

#include <openssl/crypto.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "hg/digest/hex.h"

namespace hg::auth {
namespace {

constexpr std::string_view kPrefix = "hgt_";
constexpr std::size_t kIdBytes = 4;
constexpr std::size_t kSecretBytes = 32;

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return digest::hex_digit(c) >= 0; });
}

}  // namespace

Result<Secret> new_secret() {
  std::array<std::uint8_t, kIdBytes + kSecretBytes> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return fail(Error::from_errno(errno, "getrandom"));
  return Secret{digest::to_hex(bytes.data(), kIdBytes),
                digest::to_hex(bytes.data() + kIdBytes, kSecretBytes)};
}

std::string to_text(const Secret& secret) {
  return std::string(kPrefix) + secret.id + "_" + secret.secret;
}

std::optional<Secret> from_text(std::string_view text) {
  constexpr std::size_t kIdAt = kPrefix.size();
  constexpr std::size_t kSecretAt = kIdAt + 2 * kIdBytes + 1;
  if (text.size() != kSecretAt + 2 * kSecretBytes || !text.starts_with(kPrefix) || text[kSecretAt - 1] != '_')
    return std::nullopt;
  const auto id = text.substr(kIdAt, 2 * kIdBytes);
  const auto secret = text.substr(kSecretAt);
  if (!is_hex(id) || !is_hex(secret)) return std::nullopt;
  return Secret{std::string(id), std::string(secret)};
}

bool same(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace hg::auth
