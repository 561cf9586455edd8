#include "hg/os/own_limits.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <string>

namespace hg::os {
namespace {

TEST(OwnLimits, DescriptorsAreRaisedToWhatIsAllowed) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{64, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(descriptor_limit(), 64U);
  EXPECT_EQ(raise_descriptor_limit(), std::min<rlim_t>(before.rlim_max, 1U << 20U));
  ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST(OwnLimits, MemoryThatIsTouchedCounts) {
  constexpr std::size_t kMore = 32U << 20U;
  const std::uint64_t before = resident_bytes();
  ASSERT_GT(before, 0U);
  const std::string block(kMore, 'x');
  EXPECT_GT(resident_bytes() + (1U << 20U), before + block.size());
}

}  // namespace
}  // namespace hg::os
