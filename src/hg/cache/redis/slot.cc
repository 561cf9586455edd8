#include "hg/cache/redis/slot.h"

#include <cstdint>

namespace hg::cache::redis {
namespace {

constexpr std::uint16_t kPolynomial = 0x1021;

// Bit by bit: a key has some 80 bytes, and a round trip follows.
std::uint16_t crc16(std::string_view bytes) {
  std::uint32_t crc = 0;
  for (const char c : bytes) {
    crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 8U;
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1U) ^ ((crc & 0x8000U) != 0 ? kPolynomial : 0U);
  }
  return static_cast<std::uint16_t>(crc);
}

std::string_view hashed_part(std::string_view key) {
  const std::size_t open = key.find('{');
  if (open == std::string_view::npos) return key;
  const std::size_t close = key.find('}', open + 1);
  if (close == std::string_view::npos || close == open + 1) return key;
  return key.substr(open + 1, close - open - 1);
}

}  // namespace

unsigned hash_slot(std::string_view key) {
  return crc16(hashed_part(key)) % kSlots;
}

}  // namespace hg::cache::redis
