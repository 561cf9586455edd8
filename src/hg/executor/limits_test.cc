#include "hg/executor/limits.h"

#include <gtest/gtest.h>

namespace hg::executor {
namespace {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30U;

TEST(JobMemory, IsTwiceASlotsShare) {
  EXPECT_EQ(default_job_memory(64 * kGiB, 16), 8 * kGiB);
  EXPECT_EQ(default_job_memory(64 * kGiB, 128), 2 * kGiB) << "no compile has less";
  EXPECT_EQ(default_job_memory(16 * kGiB, 1), 12 * kGiB) << "the machine itself needs some";
  EXPECT_EQ(default_job_memory(1 * kGiB, 4), kGiB / 4 * 3);
  EXPECT_EQ(default_job_memory(0, 0), 0U) << "unknown: no limit";
}

}  // namespace
}  // namespace hg::executor
