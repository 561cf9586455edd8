#include "hg/coordinator/history.h"

#include <gtest/gtest.h>

namespace hg::coordinator {
namespace {

using std::chrono::milliseconds;

Demand source(const std::string& name, std::uint64_t bytes = 1000) {
  return {.toolchain = model::ToolchainId("t"), .label = name, .source_bytes = bytes};
}

TEST(History, KnowsWhatASourceTook) {
  History history;
  EXPECT_FALSE(history.expected(source("a")).has_value());
  history.learn(source("a"), milliseconds(100));
  ASSERT_TRUE(history.expected(source("a")).has_value());
  EXPECT_TRUE(history.expected(source("a"))->of_this_source);
  EXPECT_EQ(history.expected(source("a"))->time, milliseconds(100));
  history.learn(source("a"), milliseconds(200));
  EXPECT_EQ(history.expected(source("a"))->time, milliseconds(150));
}

TEST(History, AnotherProjectsSourceOfThatNameIsAnother) {
  History history;
  history.learn(source("main.c", 1000), milliseconds(100));
  EXPECT_FALSE(history.expected(source("main.c", 100'000)).has_value());
}

TEST(History, GuessesByTheSizeOnceItHasSeenAFew) {
  History history;
  for (const char* name : {"a", "b"}) history.learn(source(name), milliseconds(100));
  EXPECT_FALSE(history.expected(source("new")).has_value());
  history.learn(source("c"), milliseconds(100));
  const auto guess = history.expected(source("new"));
  ASSERT_TRUE(guess.has_value());
  EXPECT_FALSE(guess->of_this_source);
  EXPECT_NEAR(static_cast<double>(guess->time.count()), 100e6, 1e3);
  EXPECT_NEAR(static_cast<double>(history.expected(source("large", 4000))->time.count()), 400e6, 1e4);
  EXPECT_NEAR(static_cast<double>(history.expected(source("small", 10))->time.count()), 100e6, 1e3);
}

TEST(History, IsBounded) {
  History history;
  for (std::size_t i = 0; i < 2 * History::kMost; ++i)
    history.learn(source(std::to_string(i)), milliseconds(1));
  EXPECT_LE(history.size(), History::kMost);
  EXPECT_TRUE(history.expected(source(std::to_string(2 * History::kMost - 1)))->of_this_source);
}

}  // namespace
}  // namespace hg::coordinator
