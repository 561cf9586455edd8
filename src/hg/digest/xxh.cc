#include "hg/digest/xxh.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>

#include "hg/digest/hex.h"

namespace hg::digest {

std::uint64_t xxh64(std::string_view bytes) {
  return XXH64(bytes.data(), bytes.size(), 0);
}

Xxh128 xxh3_128(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.low64, hash.high64};
}

std::string hex64(std::uint64_t value) {
  std::array<std::uint8_t, 8> big_endian{};
  for (std::size_t i = 0; i < big_endian.size(); ++i) {
    big_endian.at(i) = static_cast<std::uint8_t>(value >> (56 - 8 * i));
  }
  return to_hex(big_endian.data(), big_endian.size());
}

}  // namespace hg::digest
