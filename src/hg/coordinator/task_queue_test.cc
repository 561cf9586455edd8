#include "hg/coordinator/task_queue.h"

#include <gtest/gtest.h>

#include <string>

namespace hg::coordinator {
namespace {

using Offer = TaskQueue::Offer;

model::ToolchainId kind(char letter) {
  return model::ToolchainId(std::string(1, letter));
}

std::vector<TaskNumber> order(TaskQueue& queue, Offer answer) {
  std::vector<TaskNumber> seen;
  queue.offer_all([&](TaskNumber task) {
    seen.push_back(task);
    return answer;
  });
  return seen;
}

TEST(TaskQueue, OldestFirstAcrossKinds) {
  TaskQueue queue;
  queue.push(kind('b'), 3);
  queue.push(kind('a'), 4);
  queue.push(kind('a'), 1);
  queue.push(kind('b'), 2);
  EXPECT_EQ(queue.size(), 4U);
  EXPECT_EQ(order(queue, Offer::refused), (std::vector<TaskNumber>{1, 2, 3, 4}));
  EXPECT_EQ(order(queue, Offer::taken), (std::vector<TaskNumber>{1, 2, 3, 4}));
  EXPECT_EQ(queue.size(), 0U);
}

TEST(TaskQueue, AKindThatNobodyTakesIsAskedForOnce) {
  TaskQueue queue;
  for (TaskNumber task = 1; task <= 1000; ++task) queue.push(kind(task % 2 == 0 ? 'a' : 'b'), task);
  EXPECT_EQ(order(queue, Offer::refused_for_kind), (std::vector<TaskNumber>{1, 2}));
  EXPECT_EQ(queue.size(), 1000U);
}

TEST(TaskQueue, ATaskThatFitsNobodyDoesNotHoldUpTheNext) {
  TaskQueue queue;
  queue.push(kind('a'), 1);
  queue.push(kind('a'), 2);
  queue.offer_all([](TaskNumber task) { return task == 1 ? Offer::refused : Offer::taken; });
  EXPECT_EQ(order(queue, Offer::refused), std::vector<TaskNumber>{1});
}

TEST(TaskQueue, AReturningTaskHasItsOldPlace) {
  TaskQueue queue;
  queue.push(kind('a'), 2);
  queue.push(kind('a'), 3);
  queue.push(kind('a'), 1);
  EXPECT_EQ(order(queue, Offer::refused).front(), 1U);
}

TEST(TaskQueue, ErasesAndTakesKinds) {
  TaskQueue queue;
  queue.push(kind('a'), 1);
  queue.push(kind('a'), 2);
  queue.push(kind('b'), 3);
  queue.erase(kind('a'), 1);
  queue.erase(kind('a'), 1);
  queue.erase(kind('x'), 1);
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_EQ(queue.take_kinds_if([](const auto& k) { return k == kind('a'); }), std::vector<TaskNumber>{2});
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_EQ(order(queue, Offer::refused), std::vector<TaskNumber>{3});
}

}  // namespace
}  // namespace hg::coordinator
