#include "hg/client/agent/slot_pool.h"

#include <gtest/gtest.h>

#include <string>

namespace hg::client::agent {
namespace {

TEST(SlotPool, GrantsInTheOrderOfAsking) {
  SlotPool pool(1);
  std::string order;
  const auto a = pool.acquire([&] { order += 'a'; });
  const auto b = pool.acquire([&] { order += 'b'; });
  const auto c = pool.acquire([&] { order += 'c'; });
  EXPECT_EQ(order, "a");
  EXPECT_EQ(pool.used(), 1U);
  EXPECT_EQ(pool.waiting(), 2U);
  pool.release(a);
  EXPECT_EQ(order, "ab");
  pool.release(b);
  EXPECT_EQ(order, "abc");
  pool.release(c);
  EXPECT_EQ(pool.used(), 0U);
}

TEST(SlotPool, OneThatGivesUpItsPlaceIsNeverGranted) {
  SlotPool pool(1);
  std::string order;
  const auto a = pool.acquire([&] { order += 'a'; });
  const auto b = pool.acquire([&] { order += 'b'; });
  pool.acquire([&] { order += 'c'; });
  pool.release(b);
  pool.release(b);
  pool.release(a);
  EXPECT_EQ(order, "ac");
}

TEST(SlotPool, WhileHeldNothingIsGranted) {
  SlotPool pool(2);
  int granted = 0;
  pool.hold(true);
  pool.acquire([&] { ++granted; });
  pool.acquire([&] { ++granted; });
  EXPECT_EQ(granted, 0);
  pool.hold(false);
  EXPECT_EQ(granted, 2);
}

TEST(SlotPool, ReleasingInsideAGrantIsFine) {
  SlotPool pool(1);
  int granted = 0;
  const auto first = pool.acquire([] {});
  SlotPool::Ticket second = 0;
  second = pool.acquire([&] {
    ++granted;
    pool.release(second);
  });
  pool.acquire([&] { ++granted; });
  pool.release(first);
  EXPECT_EQ(granted, 2);
}

TEST(SlotPool, ItsCapacityCanShrinkAndGrow) {
  int changes = 0;
  SlotPool pool(2, [&] { ++changes; });
  std::vector<int> granted;
  std::vector<SlotPool::Ticket> tickets;
  for (int i = 0; i < 4; ++i) tickets.push_back(pool.acquire([&granted, i] { granted.push_back(i); }));
  EXPECT_EQ(changes, 2);
  pool.set_capacity(1);
  pool.release(tickets[0]);
  EXPECT_EQ(granted.size(), 2U) << "one is still taken";
  pool.release(tickets[1]);
  EXPECT_EQ(granted.size(), 3U);
  pool.set_capacity(2);
  EXPECT_EQ(granted.size(), 4U);
  EXPECT_EQ(changes, 6);
}

}  // namespace
}  // namespace hg::client::agent
