#include "hg/coordinator/fleet.h"

#include <gtest/gtest.h>

#include <array>

#include "hg/coordinator/fakes.h"
#include "hg/testing/fake_clock.h"

namespace hg::coordinator {
namespace {

using model::Reason;
using std::chrono::milliseconds;

class FleetTest : public ::testing::Test {
 protected:
  std::optional<Seat> take(Fleet& fleet, const std::vector<Seat>& tried = {}, char letter = 'a') {
    return fleet.take_slot(demand(letter), {.not_again = tried});
  }

  static Demand demand(char letter = 'a') { return {model::TaskId("t"), {}, toolchain(letter), "x86_64"}; }

  Reason obstacle(char letter) {
    const auto failure = fleet_.obstacle(toolchain(letter));
    return failure ? failure->reason : Reason::none;
  }

  hg::testing::FakeClock clock_;
  SeededRandom random_{1};
  Fleet fleet_{options(), clock_, random_};

  static Options options() {
    Options options;
    options.tail.slow_first = options.tail.slow_longest;
    return options;
  }
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
  fleet_.give_back(*first, End::verdict, std::nullopt);
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
  for (int i = 0; i < 5; ++i) fleet_.give_back(*take(fleet_), End::workers_fault, std::nullopt);
  EXPECT_FALSE(take(fleet_).has_value());
  ASSERT_EQ(obstacle('a'), Reason::no_workers);
  EXPECT_EQ(fleet_.obstacle(toolchain('a'))->message, "every worker with this compiler keeps failing");
  clock_.advance(std::chrono::seconds(30));
  const auto probe = take(fleet_);
  ASSERT_TRUE(probe.has_value());
  EXPECT_FALSE(take(fleet_).has_value()) << "one probe at a time";
  fleet_.give_back(*probe, End::verdict, std::nullopt);
  EXPECT_TRUE(take(fleet_).has_value());
}

TEST_F(FleetTest, ACancelledTaskIsNoFailureOfTheWorker) {
  fleet_.enrol(some_worker("h:1", 8), {});
  for (int i = 0; i < 20; ++i) fleet_.give_back(*take(fleet_), End::other, std::nullopt);
  EXPECT_TRUE(take(fleet_).has_value());
}

TEST_F(FleetTest, CountsAndSmoothsPerWorker) {
  fleet_.enrol(some_worker("h:1", 4), {});
  fleet_.give_back(*take(fleet_), End::verdict, milliseconds(10));
  EXPECT_EQ(fleet_.statuses()[0].latency_ms, 10);
  fleet_.give_back(*take(fleet_), End::verdict, milliseconds(20));
  EXPECT_DOUBLE_EQ(fleet_.statuses()[0].latency_ms, 12);
  fleet_.give_back(*take(fleet_), End::workers_fault, std::nullopt);
  fleet_.give_back(*take(fleet_), End::other, std::nullopt);
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
  fleet_.give_back(old, End::verdict, std::nullopt);
  EXPECT_EQ(fleet_.statuses()[0].active_tasks, 1U);
  EXPECT_FALSE(take(fleet_).has_value());
}

TEST_F(FleetTest, ALostWorkerGetsNothingUntilItsNextHeartbeat) {
  const auto id = fleet_.enrol(some_worker("h:1", 1), {}).id;
  clock_.advance(std::chrono::seconds(30));
  EXPECT_EQ(fleet_.expire().lost.size(), 1U);
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

TEST_F(FleetTest, MissedHeartbeatsAreFailuresOfTheWorker) {
  const auto id = fleet_.enrol(some_worker("h:1", 1), {}).id;
  for (int i = 0; i < 4; ++i) fleet_.give_back(*take(fleet_), End::workers_fault, std::nullopt);
  clock_.advance(std::chrono::seconds(30));
  fleet_.expire();
  ASSERT_TRUE(fleet_.heartbeat(id, {}).has_value());
  EXPECT_EQ(fleet_.statuses()[0].circuit, resilience::CircuitState::open);
  EXPECT_GT(fleet_.statuses()[0].probe_in_ms, 0U);
}

TEST_F(FleetTest, ADoubtedWorkerGetsNothingUntilItAnswers) {
  const auto id = fleet_.enrol(some_worker("h:1", 2), {}).id;
  const Seat seat = *take(fleet_);
  EXPECT_TRUE(fleet_.doubt(seat));
  EXPECT_FALSE(fleet_.doubt(seat)) << "it is asked once, however many tasks it had";
  EXPECT_FALSE(take(fleet_).has_value());
  EXPECT_EQ(obstacle('a'), Reason::none) << "it may well be there";
  fleet_.answered(id, false);
  EXPECT_EQ(obstacle('a'), Reason::no_workers);
  EXPECT_TRUE(fleet_.to_ask_again().empty());
  clock_.advance(std::chrono::seconds(1));
  EXPECT_EQ(fleet_.to_ask_again(), std::vector{seat});
  fleet_.answered(id, true);
  EXPECT_TRUE(take(fleet_).has_value());
}

TEST_F(FleetTest, ASlowWorkerIsTakenLastUntilThatIsLongAgo) {
  fleet_.enrol(some_worker("h:1", 1), {});
  const Seat slow = *take(fleet_);
  for (int i = 0; i < 3; ++i) fleet_.took(slow, {20, true});
  fleet_.give_back(slow, End::verdict, std::nullopt);
  EXPECT_GT(fleet_.statuses()[0].slowness, 4);
  fleet_.enrol(some_worker("h:2", 1), {});
  for (int i = 0; i < 20; ++i) {
    const Seat seat = *take(fleet_);
    EXPECT_NE(seat, slow);
    fleet_.give_back(seat, End::other, std::nullopt);
  }
  const Seat quick = *take(fleet_);
  EXPECT_FALSE(fleet_.take_slot(demand(), {.first_tier = true}).has_value());
  EXPECT_EQ(take(fleet_), slow) << "better than nothing";
  fleet_.give_back(slow, End::other, std::nullopt);
  fleet_.give_back(quick, End::other, std::nullopt);
  clock_.advance(std::chrono::minutes(1));
  bool again = false;
  for (int i = 0; i < 50 && !again; ++i) {
    const Seat seat = *fleet_.take_slot(demand(), {.first_tier = true});
    again = seat == slow;
    fleet_.give_back(seat, End::other, std::nullopt);
  }
  EXPECT_TRUE(again);
}

class SlowFleetTest : public FleetTest {
 protected:
  // Two fast slots, both taken, and two of a worker that is found 20 times slower.
  void SetUp() override {
    fleet_.enrol(some_worker("h:1", 2), {});
    slow_ = *take(fleet_);
    for (int i = 0; i < 9; ++i) fleet_.took(slow_, {20, true});
    fleet_.give_back(slow_, End::verdict, std::nullopt);
    fleet_.enrol(some_worker("h:2", 2), {});
    for (Seat& seat : fast_) seat = *take(fleet_);
  }
  bool waits(std::size_t tasks, Duration expected = milliseconds(500)) const {
    return fleet_.better_wait(demand(), {tasks, began_}, expected).has_value();
  }
  const TimePoint began_ = clock_.now();
  Seat slow_;
  std::array<Seat, 2> fast_;
};

TEST_F(SlowFleetTest, AFastSlotIsWaitedForWhileTheFastOnesAreThroughSooner) {
  EXPECT_TRUE(waits(1));
  EXPECT_TRUE(waits(36));
  EXPECT_FALSE(waits(40)) << "20 turns of two slots";
}

TEST_F(SlowFleetTest, NobodyWaitsForAFastSlotWithoutKnowingHowLong) {
  EXPECT_FALSE(waits(1, Duration(0)));
}

TEST_F(SlowFleetTest, NobodyWaitsLongerThanTheSlowOneWouldTake) {
  clock_.advance(milliseconds(9000));
  EXPECT_TRUE(waits(1));
  clock_.advance(milliseconds(1000));
  EXPECT_FALSE(waits(1));
}

TEST_F(SlowFleetTest, AFastWorkerThatIsGoneIsNotWaitedFor) {
  ASSERT_TRUE(fleet_.drain("h:2", true).has_value());
  EXPECT_FALSE(waits(1));
}

// Row 7 of the fault matrix: what was raced because the link was dead made a worker slow for a minute.
TEST_F(SlowFleetTest, AWorkerThatCanBeReachedAgainIsNotSlow) {
  const auto id = fleet_.worker(slow_).id;
  ASSERT_TRUE(fleet_.doubt(slow_));
  fleet_.answered(id, false);
  EXPECT_FALSE(waits(1)) << "there is nobody to take it";
  fleet_.answered(id, true);
  EXPECT_EQ(fleet_.take_slot(demand(), {.first_tier = true}), slow_);
}

// A link that was dead for seconds must not cost a worker for a minute; one that is really slow is seldom
// tried.
TEST_F(FleetTest, ASlowWorkerIsTriedAgainSoonAndThenMoreAndMoreSeldom) {
  Fleet fleet(Options{}, clock_, random_);
  fleet.enrol(some_worker("h:1", 2), {});
  const Seat slow = *fleet.take_slot(demand());
  for (int i = 0; i < 9; ++i) fleet.took(slow, {20, true});
  fleet.give_back(slow, End::verdict, std::nullopt);
  const auto tried = [&] {
    const auto seat = fleet.take_slot(demand(), {.first_tier = true});
    if (seat) fleet.give_back(*seat, End::other, std::nullopt);
    return seat.has_value();
  };
  for (const int seconds : {3, 6, 12, 24, 48, 60, 60}) {
    clock_.advance(std::chrono::seconds(seconds) - milliseconds(1));
    EXPECT_FALSE(tried()) << seconds;
    clock_.advance(milliseconds(1));
    EXPECT_TRUE(tried()) << seconds;
    fleet.took(slow, {20, true});
  }
  clock_.advance(std::chrono::minutes(1));
  fleet.took(slow, {1, true});
  EXPECT_TRUE(tried());
}

TEST_F(SlowFleetTest, AfterAMinuteOneTaskShowsWhetherItIsStillSlow) {
  for (const Seat& seat : fast_) fleet_.give_back(seat, End::other, std::nullopt);
  clock_.advance(std::chrono::minutes(1));
  std::size_t at_slow = 0;
  for (int i = 0; i < 3; ++i) at_slow += fleet_.take_slot(demand(), {.first_tier = true}) == slow_ ? 1 : 0;
  EXPECT_EQ(at_slow, 1U) << "not both of its slots";
  fleet_.took(slow_, {1, true});
  EXPECT_EQ(take(fleet_), slow_);
  EXPECT_LT(fleet_.slowness(slow_), 1.1) << "what it was a minute ago counts no more";
}

TEST_F(FleetTest, ATaskMayWishForMoreMemory) {
  auto small = some_worker("h:1", 4);
  small.memory_bytes = 1U << 30U;
  fleet_.enrol(small, {});
  EXPECT_FALSE(fleet_.has_other(toolchain('a'), {.memory_above = 1U << 30U}));
  EXPECT_FALSE(fleet_.take_slot(demand(), {.memory_above = 1U << 30U}).has_value());
  fleet_.enrol(some_worker("h:2", 4), {});
  EXPECT_TRUE(fleet_.has_other(toolchain('a'), {.memory_above = 1U << 30U}));
  for (int i = 0; i < 4; ++i) {
    const auto seat = fleet_.take_slot(demand(), {.memory_above = 1U << 30U});
    ASSERT_TRUE(seat.has_value());
    EXPECT_EQ(fleet_.worker(*seat).capability.address, "h:2");
  }
}

TEST_F(FleetTest, AWorkerThatDoesNotSayItsMemoryIsTriedAgainToo) {
  auto unknown = some_worker("h:1", 1);
  unknown.memory_bytes = 0;
  fleet_.enrol(unknown, {});
  const Seat one = *take(fleet_);
  unknown.address = "h:2";
  fleet_.enrol(unknown, {});
  EXPECT_TRUE(take(fleet_, {one}).has_value());
}

TEST_F(FleetTest, ADrainedWorkerGetsNothingUntilThatIsTakenBack) {
  const auto id = fleet_.enrol(some_worker("h:1", 1), {}).id;
  fleet_.enrol(some_worker("h:2", 1, "b"), {});
  EXPECT_EQ(fleet_.drain("nobody", true).error().code(), Code::not_found);
  EXPECT_EQ(fleet_.drain("w", true).error().code(), Code::invalid_argument) << "both are called so";
  EXPECT_EQ(fleet_.drain("h:1", true).value(), id);
  EXPECT_FALSE(take(fleet_).has_value());
  EXPECT_EQ(obstacle('a'), Reason::no_matching_toolchain);
  EXPECT_EQ(fleet_.statuses()[0].state, model::WorkerState::draining);
  ASSERT_TRUE(fleet_.heartbeat(id, {}).has_value());
  fleet_.enrol(some_worker("h:1", 1), id);
  EXPECT_FALSE(take(fleet_).has_value()) << "it only reconnected";
  EXPECT_TRUE(fleet_.drain(id.value(), false).has_value());
  EXPECT_TRUE(take(fleet_).has_value());
}

}  // namespace
}  // namespace hg::coordinator
