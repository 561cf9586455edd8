// Lower-case hexadecimal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace hg::digest {

// Two characters a byte, most significant digit first.
std::string to_hex(const std::uint8_t* bytes, std::size_t size);

// The value of one digit, 0 to 15; -1 for any other character, capitals included: one digest has one
// spelling.
int hex_digit(char c);

}  // namespace hg::digest
