// Randomness as a parameter, so that a scheduler's choice can be replayed from its seed.
#pragma once

#include <cstdint>
#include <memory>

namespace hg {

// Not thread-safe: each owner has its own.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;

  // Uniform in [0, bound); `bound` must not be 0. Lemire's multiply-shift; its bias below 2^32 is under 2^-32.
  std::uint64_t below(std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64U);
  }
};

// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same sequence on every machine.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() override;

 private:
  std::uint64_t state_;
};

// A seed from the kernel.
std::uint64_t system_seed();

}  // namespace hg
