// Two different random members of a list: what both policies begin with.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "hg/base/random.h"

namespace hg::scheduler {

// Of a list that is not empty; the same one twice iff there is only one. No allocation.
inline std::pair<std::uint32_t, std::uint32_t> draw_two(std::span<const std::uint32_t> list, Random& random) {
  if (list.size() == 1) return {list[0], list[0]};
  const std::uint64_t first = random.below(list.size());
  std::uint64_t second = random.below(list.size() - 1);
  if (second >= first) ++second;
  return {list[first], list[second]};
}

}  // namespace hg::scheduler
