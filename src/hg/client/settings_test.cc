#include "hg/client/settings.h"

#include <gtest/gtest.h>

#include <map>

#include "hg/client/label.h"

namespace hg::client {
namespace {

Settings read(const std::map<std::string, std::string, std::less<>>& environment) {
  return read_settings([&](std::string_view name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  });
}

TEST(Settings, HaveDefaults) {
  const auto settings = read({});
  EXPECT_FALSE(settings.disabled);
  EXPECT_FALSE(settings.local);
  EXPECT_TRUE(settings.may_fall_back);
  EXPECT_EQ(settings.cc, "cc");
  EXPECT_EQ(settings.cxx, "c++");
  EXPECT_EQ(settings.depth, 0U);
  EXPECT_EQ(settings.message_fd, -1) << "a drop-in says nothing of its own";
}

TEST(Settings, SwitchesAreOnUnlessEmptyOrZero) {
  EXPECT_TRUE(read({{"HG_DISABLE", "1"}}).disabled);
  EXPECT_FALSE(read({{"HG_DISABLE", "0"}}).disabled);
  EXPECT_FALSE(read({{"HG_DISABLE", ""}}).disabled);
  EXPECT_TRUE(read({{"HG_LOCAL", "yes"}}).local);
  EXPECT_FALSE(read({{"HG_FALLBACK", "0"}}).may_fall_back);
  EXPECT_TRUE(read({{"HG_FALLBACK", "1"}}).may_fall_back);
}

TEST(Settings, MessagesGoWhereCcacheWantsThemFirst) {
  EXPECT_EQ(read({{"HG_VERBOSE", "1"}}).message_fd, 2);
  EXPECT_EQ(read({{"HG_VERBOSE", "1"}, {"UNCACHED_ERR_FD", "7"}}).message_fd, 7);
  EXPECT_EQ(read({{"UNCACHED_ERR_FD", "x"}}).message_fd, -1);
  EXPECT_EQ(read({{"UNCACHED_ERR_FD", "-1"}}).message_fd, -1);
}

TEST(Settings, RecursionIsANumberOrNothing) {
  EXPECT_EQ(read({{"HG_RECURSION", "3"}}).depth, 3U);
  EXPECT_EQ(read({{"HG_RECURSION", "three"}}).depth, 0U);
}

TEST(Label, IsTheSourceElseTheOutput) {
  EXPECT_EQ(label_of({"-c", "src/a.cpp", "-o", "a.o"}), "src/a.cpp");
  EXPECT_EQ(label_of({"a.o", "b.o", "-o", "prog"}), "prog");
  EXPECT_EQ(label_of({"--version"}), "");
  EXPECT_EQ(label_of({"-o"}), "");
}

TEST(Settings, NiceWorkIsBatchUnlessTheUserSaysOtherwise) {
  const auto priority = [](const char* value, int niceness) {
    const auto variable = [&](std::string_view name) -> std::optional<std::string> {
      if (name != "HG_PRIORITY" || value == nullptr) return std::nullopt;
      return value;
    };
    return read_settings(variable, niceness).priority;
  };
  EXPECT_EQ(priority(nullptr, 0), model::Priority::interactive);
  EXPECT_EQ(priority(nullptr, 10), model::Priority::batch);
  EXPECT_EQ(priority("interactive", 10), model::Priority::interactive);
  EXPECT_EQ(priority("batch", 0), model::Priority::batch);
  EXPECT_EQ(priority("nonsense", 10), model::Priority::interactive);
}

}  // namespace
}  // namespace hg::client
