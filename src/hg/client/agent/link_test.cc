#include "hg/client/agent/link.h"

#include <gtest/gtest.h>

#include "hg/client/agent/fake_coordinator.h"

namespace hg::client::agent {
namespace {

using namespace std::chrono_literals;
using model::Reason;

class LinkTest : public ::testing::Test {
 protected:
  LinkTest() {
    options_.first_wait = 20ms;
    options_.probe_interval = 5ms;
    options_.backoff_first = 2ms;
    options_.backoff_longest = 4ms;
  }

  Link& link() {
    if (!link_)
      link_ = std::make_unique<Link>(*loop_, "h:1", std::make_unique<FakeCoordinator>(script_), options_);
    return *link_;
  }

  // Asks, and waits for the answer.
  std::optional<model::Failure> ask() {
    std::optional<std::optional<model::Failure>> answer;
    link().when_known([&](std::optional<model::Failure> failure) { answer = std::move(failure); });
    EXPECT_TRUE(run_until(*loop_, [&] { return answer.has_value(); }));
    return answer.value_or(model::Failure{Reason::none, "no answer"});
  }

  struct Compile {
    Link::Call call = 0;
    std::optional<model::CompileOutcome> outcome;
  };
  std::shared_ptr<Compile> compile() {
    auto compile = std::make_shared<Compile>();
    compile->call = link().compile(
        {}, [compile](model::CompileOutcome outcome) { compile->outcome = std::move(outcome); });
    return compile;
  }

  std::unique_ptr<EventLoop> loop_ = *EventLoop::make(system_clock());
  CoordinatorScript script_;
  LinkOptions options_;
  std::unique_ptr<Link> link_;
};

TEST_F(LinkTest, ComesUpWithTheFirstQuestion) {
  EXPECT_EQ(ask(), std::nullopt);
  EXPECT_EQ(link().status().state, ipc::LinkState::up);
  EXPECT_EQ(link().status().version, "1.2.3");
}

TEST_F(LinkTest, ARefusalIsToldAtOnceAndTheNextAnswerCostsNothing) {
  script_.greets = false;
  options_.first_wait = 1h;
  std::optional<model::Failure> first;
  link().when_known([&](std::optional<model::Failure> failure) { first = std::move(failure); });
  CoordinatorScript::take(script_.handshakes)(tl::unexpected(refused()));
  ASSERT_TRUE(run_until(*loop_, [&] { return first.has_value(); }));
  EXPECT_EQ(first->reason, Reason::coordinator_refused);

  std::optional<model::Failure> second;
  link().when_known([&](std::optional<model::Failure> failure) { second = std::move(failure); });
  ASSERT_TRUE(second.has_value()) << "a coordinator that is down must be told without waiting";
}

TEST_F(LinkTest, ASilentCoordinatorIsWaitedForOnceOnly) {
  script_.greets = false;
  const auto first = ask();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->reason, Reason::coordinator_timeout);
  bool told = false;
  link().when_known([&](const auto& failure) { told = failure.has_value(); });
  EXPECT_TRUE(told) << "while the handshake is still under way";
  EXPECT_EQ(script_.handshakes.size(), 1U);

  CoordinatorScript::take(script_.handshakes)(std::string("late"));
  ASSERT_TRUE(run_until(*loop_, [&] { return link().status().state == ipc::LinkState::up; }));
  EXPECT_EQ(ask(), std::nullopt);
}

TEST_F(LinkTest, ComesBackInTheBackground) {
  script_.greets = false;
  link().when_known([](const auto&) {});
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(run_until(*loop_, [&] { return !script_.handshakes.empty(); })) << i;
    CoordinatorScript::take(script_.handshakes)(tl::unexpected(refused()));
  }
  ASSERT_TRUE(run_until(*loop_, [&] { return !script_.handshakes.empty(); }));
  CoordinatorScript::take(script_.handshakes)(std::string("2"));
  EXPECT_TRUE(run_until(*loop_, [&] { return link().status().state == ipc::LinkState::up; }));
}

// Bug: a coordinator that was refused once and hung later (or the other way round) kept its first reason.
TEST_F(LinkTest, EachAttemptSaysWhatIsTheMatterNow) {
  script_.greets = false;
  link().when_known([](const auto&) {});
  for (const auto reason : {Reason::coordinator_refused, Reason::coordinator_timeout, Reason::version_skew,
                            Reason::coordinator_refused}) {
    ASSERT_TRUE(run_until(*loop_, [&] { return !script_.handshakes.empty(); }));
    CoordinatorScript::take(script_.handshakes)(tl::unexpected(model::Failure{reason, "now"}));
    ASSERT_TRUE(run_until(*loop_, [&] { return link().status().reason == reason; }));
    EXPECT_EQ(ask()->reason, reason);
  }
}

// A compile that found the coordinator silent spares the next ones that.
TEST_F(LinkTest, ACompileThatLostASilentCoordinatorBringsItDown) {
  ask();
  script_.greets = false;
  const auto running = compile();
  CoordinatorScript::take(script_.compiles)
      .done(tl::unexpected(model::Failure{Reason::coordinator_timeout, "silent"}));
  ASSERT_TRUE(run_until(*loop_, [&] { return running->outcome.has_value(); }));
  EXPECT_EQ(link().status().state, ipc::LinkState::down);
  EXPECT_EQ(ask()->reason, Reason::coordinator_timeout);
}

TEST_F(LinkTest, WithoutInterestNobodyKeepsTrying) {
  script_.greets = false;
  options_.interest = 0ns;
  link().when_known([](const auto&) {});
  CoordinatorScript::take(script_.handshakes)(tl::unexpected(refused()));
  EXPECT_TRUE(run_until(*loop_, [&] { return link().status().state == ipc::LinkState::unknown; }));
  EXPECT_TRUE(script_.handshakes.empty());
}

TEST_F(LinkTest, VersionSkewIsToldAsSuch) {
  script_.greets = false;
  std::optional<model::Failure> failure;
  link().when_known([&](std::optional<model::Failure> told) { failure = std::move(told); });
  CoordinatorScript::take(script_.handshakes)(
      tl::unexpected(model::Failure{Reason::version_skew, "2.0 and 1.0"}));
  ASSERT_TRUE(run_until(*loop_, [&] { return failure.has_value(); }));
  EXPECT_EQ(failure->reason, Reason::version_skew);
  EXPECT_EQ(link().status().reason, Reason::version_skew);
}

TEST_F(LinkTest, ACompileGivesItsOutcome) {
  ask();
  const auto running = compile();
  EXPECT_EQ(link().status().in_flight, 1U);
  model::CompileResult result;
  result.exit_code = 3;
  CoordinatorScript::take(script_.compiles).done(result);
  ASSERT_TRUE(run_until(*loop_, [&] { return running->outcome.has_value(); }));
  EXPECT_EQ((*running->outcome)->exit_code, 3);
  EXPECT_EQ(link().status().in_flight, 0U);
}

TEST_F(LinkTest, AFailureOfOneCompileDoesNotConcernTheOthers) {
  ask();
  const auto first = compile();
  const auto second = compile();
  CoordinatorScript::take(script_.compiles).done(tl::unexpected(model::Failure{Reason::worker_lost, ""}));
  ASSERT_TRUE(run_until(*loop_, [&] { return first->outcome.has_value(); }));
  EXPECT_EQ(first->outcome->error().reason, Reason::worker_lost);
  EXPECT_FALSE(second->outcome);
  EXPECT_EQ(link().status().state, ipc::LinkState::up);
}

TEST_F(LinkTest, AHungCoordinatorIsFoundByOneProbeForAll) {
  ask();
  script_.lives = false;
  script_.greets = false;
  const auto first = compile();
  const auto second = compile();
  ASSERT_TRUE(run_until(*loop_, [&] { return !script_.probes.empty(); }));
  EXPECT_EQ(script_.probes.size(), 1U);
  CoordinatorScript::take(script_.probes)(
      tl::unexpected(model::Failure{Reason::coordinator_timeout, "silent"}));
  ASSERT_TRUE(run_until(*loop_, [&] { return first->outcome && second->outcome; }));
  EXPECT_EQ(first->outcome->error().reason, Reason::coordinator_timeout);
  EXPECT_EQ(second->outcome->error().reason, Reason::coordinator_timeout);
  EXPECT_TRUE(*script_.compiles[0].cancelled);
  EXPECT_EQ(ask()->reason, Reason::coordinator_timeout);
}

TEST_F(LinkTest, ALostConnectionBringsItDown) {
  ask();
  script_.greets = false;
  const auto running = compile();
  CoordinatorScript::take(script_.compiles).done(tl::unexpected(refused()));
  ASSERT_TRUE(run_until(*loop_, [&] { return running->outcome.has_value(); }));
  EXPECT_EQ(link().status().state, ipc::LinkState::down);
}

TEST_F(LinkTest, ACompileForACoordinatorThatWentDownFailsSoon) {
  ask();
  script_.greets = false;
  const auto lost = compile();
  CoordinatorScript::take(script_.compiles).done(tl::unexpected(refused()));
  ASSERT_TRUE(run_until(*loop_, [&] { return lost->outcome.has_value(); }));
  const auto late = compile();
  ASSERT_TRUE(run_until(*loop_, [&] { return late->outcome.has_value(); }));
  EXPECT_EQ(late->outcome->error().reason, Reason::coordinator_refused);
  EXPECT_TRUE(script_.compiles.empty());
}

TEST_F(LinkTest, ACancelledCompileIsCancelledAndSilent) {
  ask();
  const auto running = compile();
  link().cancel(running->call);
  EXPECT_TRUE(*script_.compiles[0].cancelled);
  CoordinatorScript::take(script_.compiles).done(model::CompileResult{});
  bool over = false;
  loop_->after(5ms, [&] { over = true; });
  EXPECT_TRUE(run_until(*loop_, [&] { return over; }));
  EXPECT_FALSE(running->outcome);
}

TEST_F(LinkTest, AnswersThatComeAfterItsEndAreDropped) {
  ask();
  const auto running = compile();
  link_.reset();
  EXPECT_TRUE(*script_.compiles[0].cancelled);
  CoordinatorScript::take(script_.compiles).done(model::CompileResult{});
  bool over = false;
  loop_->after(5ms, [&] { over = true; });
  EXPECT_TRUE(run_until(*loop_, [&] { return over; }));
  EXPECT_FALSE(running->outcome);
}

class LinkReportsTest : public LinkTest {
 protected:
  LinkReportsTest() { options_.report_interval = 1ms; }
  void note(const std::string& label) { link().note({.label = label}); }
  std::vector<std::string> reported() const {
    std::vector<std::string> labels;
    for (const auto& report : script_.outcomes) {
      for (const auto& outcome : report) labels.push_back(outcome.label);
    }
    return labels;
  }
};

TEST_F(LinkReportsTest, OutcomesAreGatheredAndToldOnce) {
  EXPECT_EQ(ask(), std::nullopt);
  note("a.c");
  note("b.c");
  EXPECT_TRUE(script_.outcomes.empty());
  ASSERT_TRUE(run_until(*loop_, [&] { return !script_.outcomes.empty(); }));
  note("c.c");
  ASSERT_TRUE(run_until(*loop_, [&] { return script_.outcomes.size() == 2; }));
  EXPECT_EQ(reported(), (std::vector<std::string>{"a.c", "b.c", "c.c"}));
}

TEST_F(LinkReportsTest, WhatCameBeforeTheCoordinatorIsToldWhenItIsThere) {
  note("a.c");
  EXPECT_EQ(ask(), std::nullopt);
  ASSERT_TRUE(run_until(*loop_, [&] { return !script_.outcomes.empty(); }));
  EXPECT_EQ(reported(), std::vector<std::string>{"a.c"});
}

TEST_F(LinkReportsTest, WithoutACoordinatorTheNewestAreKept) {
  options_.report_most = 2;
  for (const char* label : {"a.c", "b.c", "c.c"}) note(label);
  EXPECT_EQ(ask(), std::nullopt);
  ASSERT_TRUE(run_until(*loop_, [&] { return !script_.outcomes.empty(); }));
  EXPECT_EQ(reported(), (std::vector<std::string>{"b.c", "c.c"}));
}

TEST_F(LinkReportsTest, AFullReportDoesNotWait) {
  options_.report_most = 2;
  options_.report_interval = 1h;
  EXPECT_EQ(ask(), std::nullopt);
  for (const char* label : {"a.c", "b.c", "c.c"}) note(label);
  EXPECT_EQ(reported(), (std::vector<std::string>{"a.c", "b.c"}));
}

}  // namespace
}  // namespace hg::client::agent
