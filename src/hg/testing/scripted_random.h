// Randomness that a test decides.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "hg/base/random.h"

namespace hg::testing {

// Gives the numbers of the script, then fails the test and gives 0. Not thread-safe.
class ScriptedRandom final : public Random {
 public:
  explicit ScriptedRandom(std::vector<std::uint64_t> script) : script_(std::move(script)) {}

  // What next() must give so that below(bound) gives `value`, which must be below `bound`.
  static std::uint64_t for_below(std::uint64_t value, std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    const Wide all = Wide{1} << 64U;
    return static_cast<std::uint64_t>((value * all + bound - 1) / bound);
  }

  std::uint64_t next() override {
    if (used_ < script_.size()) return script_[used_++];
    ADD_FAILURE() << "asked for more than the " << script_.size() << " scripted random numbers";
    return 0;
  }

  // So that a test can see that everything it scripted was asked for.
  [[nodiscard]] std::size_t left() const { return script_.size() - used_; }

 private:
  std::vector<std::uint64_t> script_;
  std::size_t used_ = 0;
};

}  // namespace hg::testing
