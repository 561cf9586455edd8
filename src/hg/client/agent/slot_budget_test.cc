#include "hg/client/agent/slot_budget.h"

#include <gtest/gtest.h>

namespace hg::client::agent {
namespace {

constexpr SlotBudget kAll{.compile = 8, .preprocess = 12};

os::MemoryState memory(std::uint64_t available, double stalled = 0) {
  return {.total = 96, .available = available, .stalled_percent = stalled};
}

TEST(SlotBudget, AnIdleMachineGivesAll) {
  const auto budget = slot_budget(kAll, 0, memory(50));
  EXPECT_EQ(budget.compile, 8U);
  EXPECT_EQ(budget.preprocess, 12U);
}

TEST(SlotBudget, CompilesThatRunHereTakeThePlaceOfPreprocessors) {
  EXPECT_EQ(slot_budget(kAll, 8, memory(50)).preprocess, 4U);
  EXPECT_EQ(slot_budget(kAll, 100, memory(50)).preprocess, 1U);
}

TEST(SlotBudget, ShrinksWithTheMemoryThatIsLeft) {
  EXPECT_EQ(slot_budget(kAll, 0, memory(7)).compile, 4U);
  EXPECT_EQ(slot_budget(kAll, 0, memory(7)).preprocess, 6U);
  EXPECT_EQ(slot_budget(kAll, 0, memory(2)).compile, 1U);
  EXPECT_EQ(slot_budget(kAll, 0, memory(2)).preprocess, 1U);
}

TEST(SlotBudget, ShrinksWhenOthersWaitForMemory) {
  EXPECT_EQ(slot_budget(kAll, 0, memory(50, 15)).compile, 4U);
  EXPECT_EQ(slot_budget(kAll, 0, memory(50, 60)).compile, 1U);
}

TEST(SlotBudget, OfAnUnknownMachineAllIsGiven) {
  EXPECT_EQ(slot_budget(kAll, 0, {}).compile, 8U);
}

}  // namespace
}  // namespace hg::client::agent
