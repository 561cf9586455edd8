// How long compiles take, learnt from those that ended.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "hg/base/clock.h"
#include "hg/coordinator/job.h"

namespace hg::coordinator {

struct Expectation {
  Duration time{0};
  bool of_this_source = false;  // else guessed by the size of its text
};

// Bounded: it knows the sources that were asked for or compiled last. Not thread-safe.
class CompileTimes {
 public:
  static constexpr std::size_t kMost = 65'536;  // sources

  // nullopt while nothing of this toolchain is known.
  std::optional<Expectation> expected(const Demand& demand);

  // `took`: what the compiler took on a worker of usual speed.
  void learn(const Demand& demand, Duration took);

  [[nodiscard]] std::size_t size() const { return young_.size() + old_.size(); }

 private:
  struct Source {
    double nanoseconds = 0;
    std::uint64_t bytes = 0;
  };
  // Of sources of about the same size.
  struct Bucket {
    double log_nanoseconds = 0;
    unsigned samples = 0;
  };
  struct Sizes {
    std::array<Bucket, 64> buckets{};  // by the number of bits in the size
    unsigned samples = 0;
  };
  using Sources = std::unordered_map<std::uint64_t, Source>;

  Source* find(std::uint64_t key);
  static Duration guess(const Sizes& sizes, std::uint64_t bytes);

  // Two generations: what is used moves to the young one; when that is full, the old one is dropped.
  Sources young_;
  Sources old_;
  std::unordered_map<model::ToolchainId, Sizes> sizes_;
};

}  // namespace hg::coordinator
