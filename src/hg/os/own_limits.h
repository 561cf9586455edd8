// What this process may have, and what it has.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hg::os {

// As many descriptors as the hard limit allows; to be called once, before there are threads. For daemons:
// each connection takes some. Returns how many that are.
std::size_t raise_descriptor_limit();

// How many descriptors this process may have now.
[[nodiscard]] std::size_t descriptor_limit();

// Bytes of memory that this process occupies now; 0 if unknown. Thread-safe.
[[nodiscard]] std::uint64_t resident_bytes();

}  // namespace hg::os
