#include "hg/model/reason.h"

#include <gtest/gtest.h>

#include <set>

#include "hg/model/failure.h"

namespace hg::model {
namespace {

TEST(Reason, EveryCodeIsItsOwnAndReadsBack) {
  std::set<std::string_view> seen;
  for (int i = 0; i <= static_cast<int>(Reason::remote_error_unconfirmed); ++i) {
    const auto reason = static_cast<Reason>(i);
    EXPECT_TRUE(seen.insert(code(reason)).second) << code(reason);
    EXPECT_EQ(reason_from_code(code(reason)), reason);
    EXPECT_FALSE(explain(reason).empty());
  }
  EXPECT_EQ(reason_from_code("no-such-reason"), std::nullopt);
}

TEST(Reason, AWorkersFaultIsRetriedAndAMissingToolchainIsNot) {
  EXPECT_TRUE(retryable(Reason::worker_lost));
  EXPECT_TRUE(retryable(Reason::worker_disk_full));
  EXPECT_FALSE(retryable(Reason::no_matching_toolchain));
  EXPECT_FALSE(retryable(Reason::rejected));
}

}  // namespace
}  // namespace hg::model
