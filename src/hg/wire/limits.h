// What one message may hold. docs/protocol.md tells the same to people.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hg::wire {

inline constexpr std::uint64_t kMaxPayloadBytes = 1ULL << 30U;  // a source or an output, decompressed
inline constexpr std::size_t kMaxIdLength = 128;
inline constexpr std::size_t kMaxTextLength = 4096;  // labels, directories, messages
inline constexpr std::size_t kMaxFileNameLength = 255;
inline constexpr int kMaxArguments = 10'000;
inline constexpr std::size_t kMaxArgumentBytes = 1U << 20U;  // all of them together
inline constexpr std::uint32_t kMaxSlots = 4096;
inline constexpr int kMaxToolchains = 1000;
inline constexpr int kMaxOutcomes = 1000;  // in one report

}  // namespace hg::wire
