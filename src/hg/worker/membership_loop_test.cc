#include "hg/worker/membership_loop.h"

#include <gtest/gtest.h>

namespace hg::worker {
namespace {

// Counts calls and lets a test wait for them; a call after block() hangs until cancel().
class CountingLink final : public CoordinatorLink {
 public:
  Result<Registration> handshake(const model::Capability&, const model::WorkerId&) override {
    return count(handshakes_)
               ? Result<Registration>(Registration{model::WorkerId("w"), std::chrono::hours(1), 1})
               : fail(Code::cancelled, "");
  }
  Result<std::uint64_t> heartbeat(const model::WorkerId&, const model::WorkerLoad&) override {
    return count(heartbeats_) ? Result<std::uint64_t>(1U) : fail(Code::cancelled, "");
  }
  void cancel() override {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    changed_.notify_all();
  }
  void block() {
    const std::lock_guard lock(mutex_);
    blocked_ = true;
  }
  bool wait_for(int handshakes, int heartbeats) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20),
                             [&] { return handshakes_ >= handshakes && heartbeats_ >= heartbeats; });
  }

 private:
  bool count(int& counter) {
    std::unique_lock lock(mutex_);
    ++counter;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !blocked_ || cancelled_; });
    return !cancelled_;
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  int handshakes_ = 0;
  int heartbeats_ = 0;
  bool blocked_ = false;
  bool cancelled_ = false;
};

class MembershipLoopTest : public testing::Test {
 protected:
  CountingLink link_;
  SeededRandom random_{7};
  Membership membership_{
      {"grid:9000"}, link_, random_, [] { return model::Capability(); }, [] { return model::WorkerLoad(); }};
};

TEST_F(MembershipLoopTest, Hurries) {
  MembershipLoop loop(membership_, link_, [] { return false; });
  ASSERT_TRUE(link_.wait_for(1, 0));
  loop.hurry();
  EXPECT_TRUE(link_.wait_for(1, 1)) << "an hour before its time";
}

TEST_F(MembershipLoopTest, ReportsWhenAsked) {
  MembershipLoop loop(membership_, link_, [] { return false; });
  ASSERT_TRUE(link_.wait_for(1, 0));
  loop.report();
  EXPECT_TRUE(link_.wait_for(1, 1)) << "has been sent when report() returns";
}

TEST_F(MembershipLoopTest, RegistersAgainIfTheCompilersChanged) {
  bool changed = true;
  MembershipLoop loop(membership_, link_, [&] { return std::exchange(changed, false); });
  ASSERT_TRUE(link_.wait_for(1, 0));
  loop.compilers_changed();
  ASSERT_TRUE(link_.wait_for(2, 0));
  loop.compilers_changed();
  EXPECT_TRUE(link_.wait_for(2, 1)) << "the same offer needs no registration";
}

TEST_F(MembershipLoopTest, AHungCoordinatorDoesNotHoldUpTheEnd) {
  link_.block();
  const MembershipLoop loop(membership_, link_, [] { return false; });
  ASSERT_TRUE(link_.wait_for(1, 0));
}

}  // namespace
}  // namespace hg::worker
