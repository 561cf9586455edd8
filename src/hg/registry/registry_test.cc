#include "hg/registry/registry.h"

#include <gtest/gtest.h>

#include "hg/testing/fake_clock.h"

namespace hg::registry {
namespace {

using model::WorkerId;
using model::WorkerState;
using std::chrono::seconds;

model::Capability at(const std::string& address, const std::string& name = "build1") {
  model::Capability capability;
  capability.name = name;
  capability.address = address;
  capability.slots = 4;
  return capability;
}

class RegistryTest : public ::testing::Test {
 protected:
  WorkerState state(const WorkerId& id) const { return registry_.find(id)->state; }

  hg::testing::FakeClock clock_;
  SeededRandom random_{1};
  Registry registry_{Options{}, clock_, random_};
};

TEST_F(RegistryTest, EachWorkerGetsAnIdOfItsOwn) {
  const auto one = registry_.enrol(at("h:1"), {});
  const auto two = registry_.enrol(at("h:2"), {});
  EXPECT_NE(one.id, two.id);
  EXPECT_EQ(one.id.value().substr(0, 7), "build1-");
  EXPECT_FALSE(one.replaced.has_value());
  EXPECT_EQ(registry_.size(), 2U);
}

TEST_F(RegistryTest, AnIdStaysWithItsAddressAcrossAReconnect) {
  const auto first = registry_.enrol(at("h:1"), {});
  auto changed = at("h:1");
  changed.slots = 9;
  const auto again = registry_.enrol(changed, first.id);
  EXPECT_EQ(again.id, first.id);
  EXPECT_FALSE(again.replaced.has_value());
  EXPECT_EQ(registry_.find(first.id)->capability.slots, 9U);
  EXPECT_EQ(registry_.size(), 1U);
}

TEST_F(RegistryTest, AnIdOfAnotherAddressIsNotHandedOver) {
  const auto victim = registry_.enrol(at("h:1"), {});
  const auto other = registry_.enrol(at("h:2"), victim.id);
  EXPECT_NE(other.id, victim.id);
  EXPECT_EQ(registry_.find(victim.id)->capability.address, "h:1");
}

TEST_F(RegistryTest, AnUnknownIdIsReplacedByANewOne) {
  EXPECT_NE(registry_.enrol(at("h:1"), WorkerId("of-before-the-restart")).id.value(),
            "of-before-the-restart");
}

TEST_F(RegistryTest, ANewProcessAtAnAddressReplacesTheOldOne) {
  const auto old = registry_.enrol(at("h:1"), {});
  const auto fresh = registry_.enrol(at("h:1"), {});
  ASSERT_TRUE(fresh.replaced.has_value());
  EXPECT_EQ(*fresh.replaced, old.id);
  EXPECT_EQ(registry_.find(old.id), nullptr);
  EXPECT_EQ(registry_.heartbeat(old.id, {}).error().code(), Code::not_found);
}

TEST_F(RegistryTest, LostAfterThreeMissedHeartbeatsAndNotBefore) {
  const auto id = registry_.enrol(at("h:1"), {}).id;
  clock_.advance(seconds(9));
  ASSERT_TRUE(registry_.heartbeat(id, {}).has_value());
  clock_.advance(seconds(30) - Duration(1));
  EXPECT_TRUE(registry_.expire().lost.empty());
  clock_.advance(Duration(1));
  EXPECT_EQ(registry_.next_expiry(), clock_.now());
  EXPECT_EQ(registry_.expire().lost, std::vector{id});
  EXPECT_EQ(state(id), WorkerState::lost);
  EXPECT_TRUE(registry_.expire().lost.empty());  // told once
}

TEST_F(RegistryTest, AHeartbeatBringsALostWorkerBack) {
  const auto id = registry_.enrol(at("h:1"), {}).id;
  clock_.advance(seconds(31));
  registry_.expire();
  ASSERT_TRUE(registry_.heartbeat(id, {}).has_value());
  EXPECT_EQ(state(id), WorkerState::online);
}

TEST_F(RegistryTest, ALostWorkerIsForgottenInTheEnd) {
  const auto id = registry_.enrol(at("h:1"), {}).id;
  clock_.advance(seconds(31));
  registry_.expire();
  clock_.advance(std::chrono::minutes(10));
  EXPECT_EQ(registry_.expire().forgotten, std::vector{id});
  EXPECT_EQ(registry_.find(id), nullptr);
  EXPECT_FALSE(registry_.next_expiry().has_value());
  EXPECT_FALSE(registry_.enrol(at("h:1"), {}).replaced.has_value());
}

TEST_F(RegistryTest, DrainingIsWhatTheWorkerSays) {
  const auto id = registry_.enrol(at("h:1"), {}).id;
  ASSERT_TRUE(registry_.heartbeat(id, {2, 0.5, true}).has_value());
  EXPECT_EQ(state(id), WorkerState::draining);
  EXPECT_EQ(registry_.find(id)->load.active_tasks, 2U);
  ASSERT_TRUE(registry_.heartbeat(id, {}).has_value());
  EXPECT_EQ(state(id), WorkerState::online);
}

TEST_F(RegistryTest, IdsStayWithinTheWiresLimit) {
  EXPECT_LE(registry_.enrol(at("h:1", std::string(128, 'n')), {}).id.value().size(), 128U);
}

}  // namespace
}  // namespace hg::registry
