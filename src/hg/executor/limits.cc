#include "hg/executor/limits.h"

#include <algorithm>

namespace hg::executor {

std::uint64_t default_job_memory(std::uint64_t memory_bytes, std::uint32_t slots) {
  constexpr std::uint64_t kLeast = std::uint64_t{2} << 30U;
  const std::uint64_t twice = memory_bytes / std::max(slots, 1U) * 2;
  return std::min(std::max(twice, kLeast), memory_bytes / 4 * 3);
}

}  // namespace hg::executor
