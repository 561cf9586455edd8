#include "hg/resilience/circuit_breaker.h"

#include <gtest/gtest.h>

#include "hg/base/random.h"
#include "hg/testing/fake_clock.h"

namespace hg::resilience {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class CircuitBreakerTest : public ::testing::Test {
 protected:
  void results(int successes, int failures) {
    for (int i = 0; i < successes; ++i) breaker_.succeeded();
    for (int i = 0; i < failures; ++i) breaker_.failed();
  }
  void trip() {
    results(0, 5);
    ASSERT_EQ(state(), CircuitState::open);
  }
  CircuitState state() const { return breaker_.report().state; }

  testing::FakeClock clock_;
  CircuitBreaker breaker_ = CircuitBreaker::make({}, clock_).value();
};

TEST_F(CircuitBreakerTest, OpensAboveSixtyPercentOnly) {
  results(4, 6);
  EXPECT_EQ(state(), CircuitState::closed);  // 60 % exactly
  EXPECT_TRUE(breaker_.allows());
  results(0, 1);
  EXPECT_EQ(state(), CircuitState::open);  // 7 of 11
  EXPECT_FALSE(breaker_.allows());
}

TEST_F(CircuitBreakerTest, AFewResultsProveNothing) {
  results(0, 4);
  EXPECT_EQ(state(), CircuitState::closed);
  results(0, 1);
  EXPECT_EQ(state(), CircuitState::open);
}

TEST_F(CircuitBreakerTest, OldResultsDoNotCount) {
  results(0, 4);
  clock_.advance(seconds(61));
  results(0, 4);
  EXPECT_EQ(state(), CircuitState::closed);
  EXPECT_EQ(breaker_.report().samples, 4U);
  clock_.advance(seconds(61));
  EXPECT_EQ(breaker_.report().samples, 0U);
}

TEST_F(CircuitBreakerTest, AGoodPastIsForgottenInTime) {
  results(1000, 0);
  results(0, 60);
  EXPECT_EQ(state(), CircuitState::closed);  // of the newest 100
  results(0, 1);
  EXPECT_EQ(state(), CircuitState::open);
}

TEST_F(CircuitBreakerTest, StaysOpenForThirtySeconds) {
  trip();
  EXPECT_EQ(breaker_.report().until_probe, seconds(30));
  clock_.advance(seconds(30) - milliseconds(1));
  EXPECT_EQ(state(), CircuitState::open);
  EXPECT_EQ(breaker_.report().until_probe, milliseconds(1));
  clock_.advance(milliseconds(1));
  EXPECT_EQ(state(), CircuitState::half_open);
  EXPECT_EQ(breaker_.report().until_probe, Duration(0));
}

TEST_F(CircuitBreakerTest, OneProbeAtATime) {
  trip();
  clock_.advance(seconds(30));
  EXPECT_TRUE(breaker_.allows());
  breaker_.started();
  EXPECT_FALSE(breaker_.allows());
  breaker_.abandoned();
  EXPECT_TRUE(breaker_.allows());
}

TEST_F(CircuitBreakerTest, AProbesSuccessClosesItWithACleanRecord) {
  trip();
  clock_.advance(seconds(30));
  breaker_.started();
  breaker_.succeeded();
  EXPECT_EQ(state(), CircuitState::closed);
  EXPECT_EQ(breaker_.report().samples, 0U);
  results(0, 4);
  EXPECT_EQ(state(), CircuitState::closed);
}

TEST_F(CircuitBreakerTest, AProbesFailureOpensItForTheWholeTimeAgain) {
  trip();
  clock_.advance(seconds(40));
  breaker_.started();
  breaker_.failed();
  EXPECT_EQ(state(), CircuitState::open);
  EXPECT_EQ(breaker_.report().until_probe, seconds(30));
  EXPECT_EQ(breaker_.report().openings, 2U);
}

TEST_F(CircuitBreakerTest, ResultsOfEarlierCallsChangeNothingWhileOpen) {
  trip();
  clock_.advance(seconds(10));
  results(10, 10);
  EXPECT_EQ(state(), CircuitState::open);
  EXPECT_EQ(breaker_.report().until_probe, seconds(20));
}

TEST_F(CircuitBreakerTest, BadOptionsAreTold) {
  using Options = CircuitBreaker::Options;
  for (const Options& bad : {Options{.failure_percent = 100}, Options{.min_samples = 0},
                             Options{.min_samples = 10, .max_samples = 9}, Options{.window = Duration(0)},
                             Options{.open_for = Duration(-1)}}) {
    EXPECT_EQ(CircuitBreaker::make(bad, clock_).error().code(), Code::invalid_argument);
  }
}

// Random histories: whatever happens, only the four arrows of the header are ever taken, each for its reason.
class RandomHistory : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  enum class Event { time, start, success, failure, abandon };

  Event act(CircuitBreaker& breaker) {
    switch (random_.below(6)) {
      case 0:
        clock_.advance(seconds(random_.below(45)));
        return Event::time;
      case 1:
        breaker.succeeded();
        return Event::success;
      case 2:
        breaker.abandoned();
        return Event::abandon;
      case 3:
        if (breaker.allows()) breaker.started();
        return Event::start;
      default:
        breaker.failed();
        return Event::failure;
    }
  }

  testing::FakeClock clock_;
  SeededRandom random_{GetParam()};
};

bool is_legal(CircuitState from, CircuitState to, bool time, bool success, bool failure) {
  if (from == to) return true;
  if (from == CircuitState::closed) return to == CircuitState::open && failure;
  if (from == CircuitState::open) return to == CircuitState::half_open && time;
  return (to == CircuitState::closed && success) || (to == CircuitState::open && failure);
}

TEST_P(RandomHistory, TakesOnlyLegalSteps) {
  CircuitBreaker breaker = CircuitBreaker::make({.min_samples = 3, .max_samples = 8}, clock_).value();
  CircuitBreaker::Report before = breaker.report();
  for (int step = 0; step < 5000; ++step) {
    const Event event = act(breaker);
    const CircuitBreaker::Report after = breaker.report();
    ASSERT_TRUE(is_legal(before.state, after.state, event == Event::time, event == Event::success,
                         event == Event::failure))
        << name(before.state) << " -> " << name(after.state) << " at step " << step;
    ASSERT_EQ(after.until_probe > Duration(0), after.state == CircuitState::open);
    ASSERT_LE(after.until_probe, seconds(30));
    ASSERT_LE(after.failures, after.samples);
    ASSERT_LE(after.samples, 8U);
    const bool probing = event == Event::start && after.state == CircuitState::half_open;
    ASSERT_FALSE(breaker.allows() && (after.state == CircuitState::open || probing));
    ASSERT_TRUE(breaker.allows() || after.state != CircuitState::closed);
    const bool opened = after.state == CircuitState::open && before.state != CircuitState::open;
    ASSERT_EQ(after.openings - before.openings, opened ? 1U : 0U);
    before = after;
  }
  EXPECT_GT(before.openings, 10U) << "the history was too tame to show anything";
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomHistory, ::testing::Range<std::uint64_t>(1, 21));

}  // namespace
}  // namespace hg::resilience
