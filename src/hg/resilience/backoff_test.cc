#include "hg/resilience/backoff.h"

#include <gtest/gtest.h>

#include <set>

namespace hg::resilience {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Backoff, TheGridsSchedule) {
  Backoff backoff = Backoff::make({}).value();
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(backoff.next(), Duration(0));
    EXPECT_EQ(backoff.next(), milliseconds(100));
    EXPECT_EQ(backoff.next(), milliseconds(200));
    EXPECT_EQ(backoff.next(), milliseconds(400));
    EXPECT_EQ(backoff.next(), std::nullopt);
    EXPECT_EQ(backoff.next(), std::nullopt);
    backoff.reset();
  }
}

TEST(Backoff, ForEverStaysAtTheLongest) {
  Backoff backoff = Backoff::make({.at_once = false,
                                   .first = milliseconds(100),
                                   .longest = milliseconds(350),
                                   .retries = Backoff::kForEver})
                        .value();
  EXPECT_EQ(backoff.next(), milliseconds(100));
  EXPECT_EQ(backoff.next(), milliseconds(200));
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(backoff.next(), milliseconds(350));
}

TEST(Backoff, ALongestOfAllTimeDoesNotOverflow) {
  Backoff backoff =
      Backoff::make({.first = seconds(1), .longest = Duration::max(), .retries = Backoff::kForEver}).value();
  for (int i = 0; i < 100; ++i) EXPECT_GE(backoff.next(), Duration(0));
  EXPECT_EQ(backoff.next(), Duration::max());
}

TEST(Backoff, JitterOnlyShortensAndOnlyByItsShare) {
  SeededRandom random(3);
  Backoff backoff = Backoff::make({.at_once = false,
                                   .first = seconds(1),
                                   .longest = seconds(1),
                                   .retries = Backoff::kForEver,
                                   .jitter_percent = 25},
                                  &random)
                        .value();
  std::set<Duration> waits;
  for (int i = 0; i < 1000; ++i) waits.insert(backoff.next().value());
  EXPECT_GE(*waits.begin(), milliseconds(750));
  EXPECT_LE(*waits.rbegin(), seconds(1));
  EXPECT_LT(*waits.begin(), milliseconds(760));
  EXPECT_GT(*waits.rbegin(), milliseconds(990));
}

TEST(Backoff, BadOptionsAreTold) {
  for (const Backoff::Options& bad :
       {Backoff::Options{.first = Duration(0)}, Backoff::Options{.first = seconds(2), .longest = seconds(1)},
        Backoff::Options{.jitter_percent = 101}, Backoff::Options{.jitter_percent = 1}}) {
    EXPECT_EQ(Backoff::make(bad).error().code(), Code::invalid_argument);
  }
}

}  // namespace
}  // namespace hg::resilience
