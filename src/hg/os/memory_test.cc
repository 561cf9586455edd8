#include "hg/os/memory.h"

#include <gtest/gtest.h>

namespace hg::os {
namespace {

TEST(Memory, ReadsWhatTheKernelWrites) {
  const auto state =
      memory_state("MemTotal:       24000000 kB\nMemFree:  1 kB\nMemAvailable:    2048 kB\n",
                   "some avg10=12.50 avg60=0.00 avg300=0.00 total=1\nfull avg10=1.00 avg60=0\n");
  EXPECT_EQ(state.total, 24000000ULL * 1024);
  EXPECT_EQ(state.available, 2048U * 1024);
  EXPECT_DOUBLE_EQ(state.stalled_percent, 12.5);
}

TEST(Memory, WhatIsMissingIsUnknown) {
  const auto state = memory_state("", "");
  EXPECT_EQ(state.total, 0U);
  EXPECT_EQ(state.stalled_percent, 0);
}

TEST(Memory, OfThisMachine) {
  const auto state = memory_state();
  EXPECT_GT(state.total, state.available);
  EXPECT_GT(state.available, 0U);
}

}  // namespace
}  // namespace hg::os
