// SHA-256: names everything that leaves the machine or that somebody might forge.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hg::digest {

struct Sha256Digest {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const Sha256Digest&) const = default;
};

std::string to_hex(const Sha256Digest& digest);  // 64 lower-case characters
// Exactly what to_hex writes, or nothing.
std::optional<Sha256Digest> sha256_from_hex(std::string_view hex);

// Streaming. Not thread-safe. `field` frames what it adds (length first), so that two sequences of fields
// never run together; `update` adds raw bytes.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(std::string_view bytes);
  void field(std::string_view bytes);
  Sha256Digest finish();  // of all that was added; the object then starts anew

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

Sha256Digest sha256(std::string_view bytes);

}  // namespace hg::digest
