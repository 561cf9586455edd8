// xxHash: fast names for what never leaves this machine.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace hg::digest {

// Enough against damage and chance, not against somebody who wants a collision.
struct Xxh128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  auto operator<=>(const Xxh128&) const = default;
};

Xxh128 xxh3_128(std::string_view bytes);
std::uint64_t xxh64(std::string_view bytes);
std::string hex64(std::uint64_t value);  // 16 lower-case characters

}  // namespace hg::digest
