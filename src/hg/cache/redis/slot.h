// Which part of a Redis Cluster a key belongs to.
#pragma once

#include <string_view>

namespace hg::cache::redis {

inline constexpr unsigned kSlots = 16384;

// CRC16 (XMODEM) modulo kSlots, of what is between the first { and the next } if that is not empty, else of
// the whole key: the rule of Redis Cluster.
unsigned hash_slot(std::string_view key);

}  // namespace hg::cache::redis
