#include "hg/coordinator/task_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
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

void push(TaskQueue& queue, char letter, TaskNumber task, const std::string& client = "c",
          Duration expected = Duration(0), model::Priority priority = model::Priority::interactive) {
  queue.push(task, {.kind = kind(letter), .party = {client, priority}, .expected = expected});
}

TEST(TaskQueue, OldestFirstAcrossKinds) {
  TaskQueue queue;
  push(queue, 'b', 3);
  push(queue, 'a', 4);
  push(queue, 'a', 1);
  push(queue, 'b', 2);
  EXPECT_EQ(queue.size(), 4U);
  EXPECT_EQ(order(queue, Offer::refused), (std::vector<TaskNumber>{1, 2, 3, 4}));
  EXPECT_EQ(order(queue, Offer::taken), (std::vector<TaskNumber>{1, 2, 3, 4}));
  EXPECT_EQ(queue.size(), 0U);
}

TEST(TaskQueue, AKindThatNobodyTakesIsAskedForOnce) {
  TaskQueue queue;
  for (TaskNumber task = 1; task <= 1000; ++task) push(queue, task % 2 == 0 ? 'a' : 'b', task);
  EXPECT_EQ(order(queue, Offer::refused_for_kind), (std::vector<TaskNumber>{1, 2}));
  EXPECT_EQ(queue.size(), 1000U);
}

TEST(TaskQueue, ATaskThatFitsNobodyDoesNotHoldUpTheNext) {
  TaskQueue queue;
  push(queue, 'a', 1);
  push(queue, 'a', 2);
  queue.offer_all([](TaskNumber task) { return task == 1 ? Offer::refused : Offer::taken; });
  EXPECT_EQ(order(queue, Offer::refused), std::vector<TaskNumber>{1});
}

TEST(TaskQueue, ATaskThatComesBackIsFirstOfItsParty) {
  TaskQueue queue;
  push(queue, 'a', 2);
  push(queue, 'a', 3, "c", std::chrono::seconds(100));
  push(queue, 'a', 9, "c", Duration::max());
  EXPECT_EQ(order(queue, Offer::refused).front(), 9U);
}

TEST(TaskQueue, TheLongestGoesFirstAndEveryFourthTurnIsTheOldests) {
  TaskQueue queue;
  for (TaskNumber task = 1; task <= 8; ++task) push(queue, 'a', task, "c", std::chrono::seconds(task));
  EXPECT_EQ(order(queue, Offer::taken), (std::vector<TaskNumber>{8, 7, 6, 1, 5, 4, 3, 2}));
}

TEST(TaskQueue, ErasesAndTakesKinds) {
  TaskQueue queue;
  push(queue, 'a', 1);
  push(queue, 'a', 2);
  push(queue, 'b', 3);
  queue.erase(1);
  queue.erase(1);
  queue.erase(77);
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_EQ(queue.take_kinds_if([](const auto& k) { return k == kind('a'); }), std::vector<TaskNumber>{2});
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_FALSE(queue.has(kind('a')));
  EXPECT_EQ(order(queue, Offer::refused), std::vector<TaskNumber>{3});
}

// Slots come free one at a time and are taken one at a time; each is held for ever.
std::vector<TaskNumber> take(TaskQueue& queue, int slots) {
  std::vector<TaskNumber> taken;
  queue.offer_all([&](TaskNumber task) {
    if (static_cast<int>(taken.size()) == slots) return Offer::refused_for_kind;
    taken.push_back(task);
    return Offer::taken;
  });
  return taken;
}

TEST(TaskQueue, FiveHundredTasksOfOneDoNotStarveFourOfAnother) {
  TaskQueue queue;
  for (TaskNumber task = 1; task <= 500; ++task) push(queue, 'a', task, "many");
  take(queue, 16);
  for (TaskNumber task = 501; task <= 504; ++task) push(queue, 'a', task, "few");
  EXPECT_EQ(take(queue, 4), (std::vector<TaskNumber>{501, 502, 503, 504}));
  EXPECT_EQ(take(queue, 2), (std::vector<TaskNumber>{17, 18})) << "and whoever wants more gets the rest";
}

TEST(TaskQueue, TwoWhoWantTheSameGetTheSame) {
  TaskQueue queue;
  for (TaskNumber task = 1; task <= 100; ++task) push(queue, 'a', task, task <= 50 ? "one" : "two");
  const auto taken = take(queue, 20);
  EXPECT_EQ(std::count_if(taken.begin(), taken.end(), [](auto task) { return task <= 50; }), 10);
}

TEST(TaskQueue, BatchGetsAFewSlotsBesideInteractiveWork) {
  TaskQueue queue;
  for (TaskNumber task = 1; task <= 100; ++task) push(queue, 'a', task, "b", {}, model::Priority::batch);
  for (TaskNumber task = 101; task <= 200; ++task) push(queue, 'a', task, "i");
  const auto taken = take(queue, 90);
  EXPECT_EQ(std::count_if(taken.begin(), taken.end(), [](auto task) { return task <= 100; }), 10);
}

TEST(TaskQueue, NobodyStarvesHoweverManyTheOthersAre) {
  TaskQueue queue;
  const auto client = [](TaskNumber task) { return "c" + std::to_string(task); };
  push(queue, 'a', 1, client(1), {}, model::Priority::batch);
  TaskNumber last = 1;
  for (int turn = 0;; ++turn) {
    for (; queue.size() < 31; push(queue, 'a', last, client(last))) ++last;  // new ones, who hold nothing
    const auto taken = take(queue, 1);
    ASSERT_EQ(taken.size(), 1U);
    if (taken[0] == 1) return;
    queue.frees({client(taken[0]), model::Priority::interactive});
    ASSERT_LT(turn, 17 * 31);
  }
}

}  // namespace
}  // namespace hg::coordinator
