#include "hg/coordinator/service/inflight.h"

#include <gtest/gtest.h>

#include <optional>

namespace hg::coordinator::service {
namespace {

class Fake final : public Contender {
 public:
  void lead() override { ++led; }
  void follow(const model::CompileOutcome& outcome) override { followed = outcome; }
  int led = 0;
  std::optional<model::CompileOutcome> followed;
};

const cache::ResultKey kKey{digest::sha256("a")};
const cache::ResultKey kOther{digest::sha256("b")};

model::CompileOutcome failure() {
  return tl::unexpected(model::Failure{model::Reason::worker_lost, "gone"});
}

class InflightTest : public ::testing::Test {
 protected:
  void settle() {
    for (const auto& effect : outbox_.take()) effect();
  }
  static std::shared_ptr<Fake> fake() { return std::make_shared<Fake>(); }

  Outbox outbox_;
  Inflight inflight_{outbox_};
};

TEST_F(InflightTest, TheFirstLeadsAndTheOthersGetItsResult) {
  const auto first = fake();
  const auto second = fake();
  const auto third = fake();
  EXPECT_TRUE(inflight_.join(kKey, first));
  EXPECT_FALSE(inflight_.join(kKey, second));
  EXPECT_FALSE(inflight_.join(kKey, third));
  EXPECT_TRUE(inflight_.join(kOther, fake()));
  EXPECT_EQ(inflight_.waiting(), 2U);
  model::CompileResult result;
  result.standard_error = "warning";
  inflight_.ended(kKey, result, false);
  EXPECT_FALSE(first->followed) << "it knows";
  EXPECT_EQ((*second->followed)->standard_error, "warning");
  EXPECT_EQ((*third->followed)->standard_error, "warning");
  EXPECT_TRUE(inflight_.join(kKey, fake())) << "that was then";
}

TEST_F(InflightTest, AVerdictIsSharedEvenIfItIsBad) {
  const auto second = fake();
  EXPECT_TRUE(inflight_.join(kKey, fake()));
  EXPECT_FALSE(inflight_.join(kKey, second));
  model::CompileResult result;
  result.exit_code = 1;
  inflight_.ended(kKey, result, false);
  EXPECT_EQ((*second->followed)->exit_code, 1);
}

TEST_F(InflightTest, WhenALeaderGoesAwayTheNextLeads) {
  const auto second = fake();
  const auto third = fake();
  EXPECT_TRUE(inflight_.join(kKey, fake()));
  EXPECT_FALSE(inflight_.join(kKey, second));
  EXPECT_FALSE(inflight_.join(kKey, third));
  for (int round = 0; round < 2; ++round) {
    inflight_.ended(kKey, failure(), true);
    EXPECT_EQ(round == 0 ? second->led : third->led, 0) << "not under the lock";
    settle();
  }
  EXPECT_EQ(second->led, 1);
  EXPECT_EQ(third->led, 1);
  inflight_.ended(kKey, failure(), true);
  EXPECT_TRUE(inflight_.join(kKey, fake()));
}

TEST_F(InflightTest, ASecondFailureIsEverybodys) {
  const auto second = fake();
  const auto third = fake();
  const auto fourth = fake();
  EXPECT_TRUE(inflight_.join(kKey, fake()));
  EXPECT_FALSE(inflight_.join(kKey, second));
  EXPECT_FALSE(inflight_.join(kKey, third));
  EXPECT_FALSE(inflight_.join(kKey, fourth));
  inflight_.ended(kKey, failure(), false);
  settle();
  EXPECT_EQ(second->led, 1);
  EXPECT_FALSE(third->followed);
  inflight_.ended(kKey, failure(), false);
  settle();
  EXPECT_EQ(third->led, 0);
  EXPECT_EQ(third->followed->error().reason, model::Reason::worker_lost);
  EXPECT_EQ(fourth->followed->error().reason, model::Reason::worker_lost);
  EXPECT_EQ(inflight_.waiting(), 0U);
}

TEST_F(InflightTest, WhoeverWaitsMayLeave) {
  const auto second = fake();
  EXPECT_TRUE(inflight_.join(kKey, fake()));
  EXPECT_FALSE(inflight_.join(kKey, second));
  EXPECT_TRUE(inflight_.leave(kKey, *second));
  EXPECT_FALSE(inflight_.leave(kKey, *second));
  EXPECT_FALSE(inflight_.leave(kOther, *second));
  inflight_.ended(kKey, failure(), true);
  settle();
  EXPECT_EQ(second->led, 0);
}

}  // namespace
}  // namespace hg::coordinator::service
