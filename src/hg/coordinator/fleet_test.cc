#include "hg/coordinator/fleet.h"

#include <gtest/gtest.h>

#include "hg/coordinator/fakes.h"
#include "hg/testing/fake_clock.h"

namespace hg::coordinator {
namespace {

using model::Reason;
using std::chrono::milliseconds;

class FleetTest : public ::testing::Test {
 protected:
  std::optional<Seat> take(Fleet& fleet, const std::vector<Seat>& tried = {}, char letter = 'a') {
    return fleet.take_slot({model::TaskId("t"), {}, toolchain(letter), "x86_64"}, tried);
  }

  Reason obstacle(char letter) const {
    const auto failure = fleet_.obstacle(toolchain(letter));
    return failure ? failure->reason : Reason::none;
  }

  hg::testing::FakeClock clock_;
  SeededRandom random_{1};
  Fleet fleet_{Options{}, clock_, random_};
};

TEST_F(FleetTest, SaysWhyNobodyCanServe) {
  EXPECT_EQ(obstacle('a'), Reason::no_workers);
  fleet_.enrol(some_worker("h:1", 1, "b"), {});
  EXPECT_EQ(obstacle('a'), Reason::no_matching_toolchain);
  const auto id = fleet_.enrol(some_worker("h:2", 1, "a"), {}).id;
  EXPECT_EQ(obstacle('a'), Reason::none);
  ASSERT_TRUE(fleet_.heartbeat(id, {0, 0, true}).has_value());
  EXPECT_EQ(obstacle('a'), Reason::no_matching_toolchain);
}

TEST_F(FleetTest, NeverMoreThanItsSlots) {
  fleet_.enrol(some_worker("h:1", 2), {});
  const auto first = take(fleet_);
  ASSERT_TRUE(first.has_value());
  ASSERT_TRUE(take(fleet_).has_value());
  EXPECT_FALSE(take(fleet_).has_value());
  fleet_.give_back(*first, Fleet::End::verdict, std::nullopt);
  EXPECT_TRUE(take(fleet_).has_value());
}

TEST_F(FleetTest, AWorkerWithoutSlotsIsListedButNeverUsed) {
  fleet_.enrol(some_worker("h:1", 0), {});
  EXPECT_EQ(fleet_.statuses().size(), 1U);
  EXPECT_EQ(obstacle('a'), Reason::no_workers);
  EXPECT_FALSE(take(fleet_).has_value());
}

TEST_F(FleetTest, ATriedWorkerIsPassedOverWhileThereIsAnother) {
  fleet_.enrol(some_worker("h:1", 4), {});
  const Seat one = *take(fleet_);
  EXPECT_EQ(take(fleet_, {one}), one) << "the only one there is";
  fleet_.enrol(some_worker("h:2", 1), {});
  const Seat two = *take(fleet_, {one});
  EXPECT_NE(two, one);
  EXPECT_FALSE(take(fleet_, {one}).has_value()) << "the other is busy, and worth waiting for";
  EXPECT_EQ(take(fleet_, {one, two}), one) << "all were tried";
}

TEST_F(FleetTest, AWorkerThatKeepsFailingGetsNothingFor30SecondsThenOneProbe) {
  fleet_.enrol(some_worker("h:1", 8), {});
  for (int i = 0; i < 5; ++i) fleet_.give_back(*take(fleet_), Fleet::End::workers_fault, std::nullopt);
  EXPECT_FALSE(take(fleet_).has_value());
  ASSERT_EQ(obstacle('a'), Reason::no_workers);
  EXPECT_EQ(fleet_.obstacle(toolchain('a'))->message, "every worker with this compiler keeps failing");
  clock_.advance(std::chrono::seconds(30));
  const auto probe = take(fleet_);
  ASSERT_TRUE(probe.has_value());
  EXPECT_FALSE(take(fleet_).has_value()) << "one probe at a time";
  fleet_.give_back(*probe, Fleet::End::verdict, std::nullopt);
  EXPECT_TRUE(take(fleet_).has_value());
}

TEST_F(FleetTest, ACancelledTaskIsNoFailureOfTheWorker) {
  fleet_.enrol(some_worker("h:1", 8), {});
  for (int i = 0; i < 20; ++i) fleet_.give_back(*take(fleet_), Fleet::End::other, std::nullopt);
  EXPECT_TRUE(take(fleet_).has_value());
}

TEST_F(FleetTest, CountsAndSmoothsPerWorker) {
  fleet_.enrol(some_worker("h:1", 4), {});
  fleet_.give_back(*take(fleet_), Fleet::End::verdict, milliseconds(10));
  EXPECT_EQ(fleet_.statuses()[0].latency_ms, 10);
  fleet_.give_back(*take(fleet_), Fleet::End::verdict, milliseconds(20));
  EXPECT_DOUBLE_EQ(fleet_.statuses()[0].latency_ms, 12);
  fleet_.give_back(*take(fleet_), Fleet::End::workers_fault, std::nullopt);
  fleet_.give_back(*take(fleet_), Fleet::End::other, std::nullopt);
  take(fleet_);
  clock_.advance(milliseconds(1500));
  const auto status = fleet_.statuses()[0];
  EXPECT_EQ(status.finished_tasks, 2U);
  EXPECT_EQ(status.failed_tasks, 1U);
  EXPECT_EQ(status.active_tasks, 1U);
  EXPECT_EQ(status.heartbeat_age_ms, 1500U);
}

TEST_F(FleetTest, ASlotOfAFormerWorkerIsNotGivenBackToTheNewOne) {
  fleet_.enrol(some_worker("h:1", 1), {});
  const Seat old = *take(fleet_);
  const auto again = fleet_.enrol(some_worker("h:1", 1), {});
  ASSERT_TRUE(again.gone.has_value());
  EXPECT_EQ(*again.gone, old);
  ASSERT_TRUE(take(fleet_).has_value());
  fleet_.give_back(old, Fleet::End::verdict, std::nullopt);
  EXPECT_EQ(fleet_.statuses()[0].active_tasks, 1U);
  EXPECT_FALSE(take(fleet_).has_value());
}

TEST_F(FleetTest, ALostWorkerGetsNothingUntilItsNextHeartbeat) {
  const auto id = fleet_.enrol(some_worker("h:1", 1), {}).id;
  clock_.advance(std::chrono::seconds(30));
  EXPECT_EQ(fleet_.expire().size(), 1U);
  EXPECT_FALSE(take(fleet_).has_value());
  ASSERT_TRUE(fleet_.heartbeat(id, {}).has_value());
  EXPECT_TRUE(take(fleet_).has_value());
}

TEST_F(FleetTest, AWorkerMayChangeItsToolchainsWhenItReconnects) {
  const auto id = fleet_.enrol(some_worker("h:1", 1, "ab"), {}).id;
  fleet_.enrol(some_worker("h:1", 1, "bc"), id);
  EXPECT_EQ(obstacle('a'), Reason::no_matching_toolchain);
  EXPECT_EQ(obstacle('b'), Reason::none);
  EXPECT_EQ(obstacle('c'), Reason::none);
}

TEST_F(FleetTest, ForgottenSeatsAreUsedAgain) {
  for (int round = 0; round < 3; ++round) {
    fleet_.enrol(some_worker("h:" + std::to_string(round + 1), 1), {});
    clock_.advance(std::chrono::seconds(30));
    fleet_.expire();
    clock_.advance(std::chrono::minutes(10));
    fleet_.expire();
    EXPECT_TRUE(fleet_.statuses().empty());
  }
  fleet_.enrol(some_worker("h:9", 1), {});
  EXPECT_EQ(take(fleet_)->index, 0U);
}

}  // namespace
}  // namespace hg::coordinator
