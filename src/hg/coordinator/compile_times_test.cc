#include "hg/coordinator/compile_times.h"

#include <gtest/gtest.h>

namespace hg::coordinator {
namespace {

using std::chrono::milliseconds;

Demand source(const std::string& name, std::uint64_t bytes = 1000) {
  return {.toolchain = model::ToolchainId("t"), .label = name, .source_bytes = bytes};
}

TEST(CompileTimes, KnowsWhatASourceTook) {
  CompileTimes times;
  EXPECT_FALSE(times.expected(source("a")).has_value());
  times.learn(source("a"), milliseconds(100));
  ASSERT_TRUE(times.expected(source("a")).has_value());
  EXPECT_TRUE(times.expected(source("a"))->of_this_source);
  EXPECT_EQ(times.expected(source("a"))->time, milliseconds(100));
  times.learn(source("a"), milliseconds(200));
  EXPECT_EQ(times.expected(source("a"))->time, milliseconds(150));
}

TEST(CompileTimes, AnotherProjectsSourceOfThatNameIsAnother) {
  CompileTimes times;
  times.learn(source("main.c", 1000), milliseconds(100));
  EXPECT_FALSE(times.expected(source("main.c", 100'000)).has_value());
}

TEST(CompileTimes, GuessesByTheSizeOnceItHasSeenAFew) {
  CompileTimes times;
  for (const char* name : {"a", "b"}) times.learn(source(name), milliseconds(100));
  EXPECT_FALSE(times.expected(source("new")).has_value());
  times.learn(source("c"), milliseconds(100));
  const auto guess = times.expected(source("new"));
  ASSERT_TRUE(guess.has_value());
  EXPECT_FALSE(guess->of_this_source);
  EXPECT_NEAR(static_cast<double>(guess->time.count()), 100e6, 1e3);
  EXPECT_NEAR(static_cast<double>(times.expected(source("large", 4000))->time.count()), 400e6, 1e4);
  EXPECT_NEAR(static_cast<double>(times.expected(source("small", 10))->time.count()), 100e6, 1e3);
}

TEST(CompileTimes, IsBounded) {
  CompileTimes times;
  for (std::size_t i = 0; i < 2 * CompileTimes::kMost; ++i)
    times.learn(source(std::to_string(i)), milliseconds(1));
  EXPECT_LE(times.size(), CompileTimes::kMost);
  EXPECT_TRUE(times.expected(source(std::to_string(2 * CompileTimes::kMost - 1)))->of_this_source);
}

}  // namespace
}  // namespace hg::coordinator
