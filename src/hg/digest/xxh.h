// xxHash: fast names for what never leaves this machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hg::digest {

std::uint64_t xxh64(std::string_view bytes);
std::string hex64(std::uint64_t value);  // 16 lower-case characters

}  // namespace hg::digest
