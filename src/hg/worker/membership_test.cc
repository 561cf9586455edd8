#include "hg/worker/membership.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace hg::worker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Answers from a script; without one, nobody is there.
class FakeLink final : public CoordinatorLink {
 public:
  Result<Registration> handshake(const model::Capability& capability,
                                 const model::WorkerId& previous) override {
    ++handshakes;
    offered = capability;
    last_previous = previous.value();
    if (registrations.empty()) return fail(Code::unavailable, "connection refused");
    const auto answer = registrations.front();
    registrations.pop_front();
    return answer;
  }
  Result<std::uint64_t> heartbeat(const model::WorkerId&, const model::WorkerLoad& load) override {
    ++heartbeats;
    last_load = load;
    if (epochs.empty()) return fail(Code::unavailable, "connection refused");
    const auto answer = epochs.front();
    epochs.pop_front();
    return answer;
  }
  void cancel() override {}

  std::deque<Result<Registration>> registrations;
  std::deque<Result<std::uint64_t>> epochs;
  int handshakes = 0;
  int heartbeats = 0;
  model::Capability offered;
  model::WorkerLoad last_load;
  std::string last_previous;
};

class MembershipTest : public testing::Test {
 protected:
  static Registration registration(const std::string& id, std::uint64_t epoch) {
    return {model::WorkerId(id), seconds(10), epoch};
  }
  FakeLink link_;
  SeededRandom random_{7};
  model::Capability capability_;
  model::WorkerLoad load_;
  Membership membership_{
      {"grid:9000"}, link_, random_, [this] { return capability_; }, [this] { return load_; }};
};

TEST_F(MembershipTest, RegistersThenSendsHeartbeats) {
  link_.registrations = {registration("w1", 5)};
  link_.epochs = {5U, 5U};
  capability_.slots = 8;
  load_.active_tasks = 3;
  EXPECT_EQ(membership_.step(), seconds(10));
  EXPECT_EQ(link_.offered.slots, 8U);
  EXPECT_EQ(membership_.id(), model::WorkerId("w1"));
  EXPECT_EQ(membership_.step(), seconds(10));
  EXPECT_EQ(membership_.step(), seconds(10));
  EXPECT_EQ(link_.heartbeats, 2);
  EXPECT_EQ(link_.last_load.active_tasks, 3U);
  EXPECT_EQ(link_.handshakes, 1);
}

TEST_F(MembershipTest, RegistersAgainAtOnceWhenForgotten) {
  link_.registrations = {registration("w1", 5), registration("w1", 5)};
  link_.epochs = {fail(Code::not_found, "no such worker"), 5U};
  membership_.step();
  EXPECT_EQ(membership_.step(), Duration(0));
  EXPECT_FALSE(membership_.id());
  EXPECT_EQ(membership_.step(), seconds(10));
  EXPECT_EQ(link_.last_previous, "w1");
  EXPECT_EQ(link_.handshakes, 2);
}

TEST_F(MembershipTest, RegistersAgainWithARestartedCoordinator) {
  link_.registrations = {registration("w1", 5), registration("w9", 6)};
  link_.epochs = {6U};
  membership_.step();
  EXPECT_EQ(membership_.step(), Duration(0));
  membership_.step();
  EXPECT_EQ(membership_.id(), model::WorkerId("w9"));
}

TEST_F(MembershipTest, BacksOffWhileTheCoordinatorIsAway) {
  Duration longest_before{0};
  for (const int expected : {100, 200, 400, 800, 1600, 2000, 2000}) {
    const Duration pause = membership_.step();
    EXPECT_GE(pause, milliseconds(expected / 2));
    EXPECT_LE(pause, milliseconds(expected));
    longest_before = pause;
  }
  EXPECT_GE(longest_before, milliseconds(1000));
  link_.registrations = {registration("w1", 5)};
  EXPECT_EQ(membership_.step(), seconds(10));
  EXPECT_LE(membership_.step(), milliseconds(100)) << "the back-off starts anew";
}

TEST_F(MembershipTest, KeepsItsIdOverALostHeartbeat) {
  link_.registrations = {registration("w1", 5)};
  link_.epochs = {fail(Code::deadline_exceeded, "too late"), 5U};
  membership_.step();
  EXPECT_LE(membership_.step(), milliseconds(100));
  EXPECT_EQ(membership_.step(), seconds(10));
  EXPECT_EQ(membership_.id(), model::WorkerId("w1"));
  EXPECT_EQ(link_.handshakes, 1);
}

TEST_F(MembershipTest, RegistersAgainWithANewOffer) {
  link_.registrations = {registration("w1", 5), registration("w1", 5)};
  membership_.step();
  capability_.toolchains.resize(3);
  membership_.offer_changed();
  EXPECT_EQ(membership_.step(), seconds(10));
  EXPECT_EQ(link_.offered.toolchains.size(), 3U);
  EXPECT_EQ(link_.last_previous, "w1");
}

TEST_F(MembershipTest, ADrainingWorkerSaysSoAndIsNotRegisteredAgain) {
  link_.registrations = {registration("w1", 5), registration("w2", 6)};
  link_.epochs = {6U};
  membership_.step();
  load_.draining = true;
  membership_.offer_changed();
  EXPECT_EQ(membership_.step(), Duration(0));
  EXPECT_TRUE(link_.last_load.draining);
  membership_.step();
  EXPECT_EQ(link_.handshakes, 1);
}

}  // namespace
}  // namespace hg::worker
