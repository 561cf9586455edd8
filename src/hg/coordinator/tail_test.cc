// What takes too long is raced.
#include "hg/coordinator/dispatcher.h"

#include <gtest/gtest.h>

#include "hg/coordinator/dispatcher_fixture.h"

namespace hg::coordinator {
namespace {

using model::Reason;
using std::chrono::milliseconds;
using std::chrono::seconds;

class TailTest : public DispatcherTest {
 protected:
  // The same source again and again, so that it is known to take 100 ms.
  void SetUp() override {
    dispatcher_.enrol(some_worker("h:1", 1), {});
    for (const char* name : {"x", "y", "z"}) compile(name);
  }
  Demand demand(const std::string& name) {
    return {.task = model::TaskId(name),
            .toolchain = toolchain('a'),
            .arch = "x86_64",
            .label = "a.cc",
            .source_bytes = 1000};
  }
  void compile(const std::string& name) {
    submit(demand(name));
    clock_.advance(milliseconds(100));
    succeed(name, milliseconds(100));
  }
};

TEST_F(TailTest, WhatTakesFarTooLongIsRacedAndTheFirstResultWins) {
  const auto job = submit(demand("t"));
  const auto first = transport_.all.back();
  dispatcher_.enrol(some_worker("h:2", 1), {});
  pass(milliseconds(499));
  EXPECT_EQ(transport_.all.back(), first);
  pass(milliseconds(1));
  const auto second = transport_.all.back();
  ASSERT_NE(second, first);
  EXPECT_NE(second->address, first->address);
  succeed(*second, milliseconds(90));
  EXPECT_TRUE(job->succeeded());
  EXPECT_EQ(job->last->value().attempts, 2U);
  EXPECT_TRUE(first->cancelled);
  succeed(*first);  // too late: dropped
  EXPECT_TRUE(job->succeeded());
  EXPECT_EQ(dispatcher_.running(), 0U);
}

TEST_F(TailTest, TheFirstOneMayStillWin) {
  const auto job = submit(demand("t"));
  const auto first = transport_.all.back();
  dispatcher_.enrol(some_worker("h:2", 1), {});
  pass(milliseconds(500));
  const auto second = transport_.all.back();
  succeed(*first, milliseconds(500));
  EXPECT_TRUE(job->succeeded());
  EXPECT_TRUE(second->cancelled);
}

TEST_F(TailTest, ARacerThatFailsLeavesTheOtherAlone) {
  const auto job = submit(demand("t"));
  const auto first = transport_.all.back();
  dispatcher_.enrol(some_worker("h:2", 1), {});
  pass(milliseconds(500));
  fail_with("t", Reason::transport);
  EXPECT_FALSE(job->ended());
  EXPECT_FALSE(first->cancelled);
  succeed(*first, milliseconds(500));
  EXPECT_TRUE(job->succeeded());
}

TEST_F(TailTest, SlotsThatOthersWaitForAreNotUsedForRaces) {
  submit(demand("t"));
  const auto id = dispatcher_.enrol(some_worker("h:2", 1), {});
  submit(demand("u"));
  submit(demand("waits"));
  const std::size_t before = started();
  pass(seconds(2));
  EXPECT_EQ(started(), before);
  succeed("u", milliseconds(100));
  EXPECT_EQ(transport_.all.back()->task, "waits");
  succeed("waits", milliseconds(100));
  EXPECT_EQ(transport_.all.back()->task, "t") << "now there is a slot that nobody else wants";
  EXPECT_EQ(transport_.all.back()->worker, id);
}

TEST_F(TailTest, AWorkerThatTurnedSlowIsFound) {
  const auto quick = dispatcher_.enrol(some_worker("h:2", 4), {});
  const auto slow = dispatcher_.workers()[0].id;
  // Whatever comes to the slow one is lost to the other.
  for (int i = 0; i < 200 && dispatcher_.workers()[0].slowness < 4; ++i) {
    const std::string name = "t" + std::to_string(i);
    submit(demand(name));
    if (transport_.of(name).worker == slow) {
      pass(seconds(2));
      ASSERT_EQ(transport_.of(name).worker, quick);
    }
    succeed(name, milliseconds(100));
    for (const auto& attempt : std::vector(transport_.all)) {
      if (attempt->cancelled) dispatcher_.attempt_ended(attempt->id, model::CompileResult{});
    }
  }
  ASSERT_GE(dispatcher_.workers()[0].slowness, 4);
  for (int i = 0; i < 20; ++i) {
    submit(demand("s"));
    EXPECT_EQ(transport_.of("s").worker, quick);
    succeed("s", milliseconds(100));
  }
}

// A worker that is known to be slow, and a fast one with one slot.
class SlowNeighbourTest : public TailTest {
 protected:
  void SetUp() override {
    TailTest::SetUp();
    for (const char* name : {"s", "t", "u", "v"}) {
      submit(demand(name));
      succeed(name, seconds(2));
    }
    slow_ = dispatcher_.workers()[0].id;
    ASSERT_GE(dispatcher_.workers()[0].slowness, 4);
    fast_ = dispatcher_.enrol(some_worker("h:2", 1), {});
  }
  model::WorkerId slow_;
  model::WorkerId fast_;
};

TEST_F(SlowNeighbourTest, WhatWillBeDoneSoonerByAFastOneWaitsForIt) {
  submit(demand("1"));
  submit(demand("2"));
  EXPECT_EQ(transport_.of("1").worker, fast_);
  EXPECT_EQ(dispatcher_.waiting(), 1U);
  clock_.advance(milliseconds(100));
  succeed("1", milliseconds(100));
  EXPECT_EQ(transport_.of("2").worker, fast_);
}

TEST_F(SlowNeighbourTest, ButNotForLongerThanItMayTake) {
  submit(demand("1"));
  submit(demand("2"));
  pass(milliseconds(300));
  EXPECT_EQ(dispatcher_.waiting(), 1U);
  pass(seconds(10));
  EXPECT_EQ(transport_.of("2").worker, slow_);
}

TEST_F(SlowNeighbourTest, AndNotForOneThatIsGone) {
  submit(demand("1"));
  submit(demand("2"));
  ASSERT_TRUE(dispatcher_.drain("h:2", true).has_value());
  EXPECT_EQ(transport_.of("2").worker, slow_);
}

TEST_F(SlowNeighbourTest, MoreThanTheFastOneCanDoInTimeIsShared) {
  for (int i = 0; i < 40 && transport_.all.back()->worker != slow_; ++i) submit(demand(std::to_string(i)));
  EXPECT_EQ(transport_.all.back()->worker, slow_);
}

TEST_F(DispatcherTest, TheFirstCompilesOfAGridAreRacedOnceOthersShowHowLongTheyTake) {
  dispatcher_.enrol(some_worker("h:1", 4), {});
  const auto demand = [](const std::string& name) {
    return Demand{.task = model::TaskId(name),
                  .toolchain = toolchain('a'),
                  .arch = "x86_64",
                  .label = name,
                  .source_bytes = 1000};
  };
  for (const char* name : {"1", "2", "3", "slow"}) submit(demand(name));
  const auto slow = transport_.all.back();
  clock_.advance(milliseconds(100));
  for (const char* name : {"1", "2", "3"}) succeed(name, milliseconds(100));
  dispatcher_.enrol(some_worker("h:2", 4), {});
  pass(milliseconds(600));
  EXPECT_NE(transport_.of("slow").id, slow->id);
  EXPECT_EQ(transport_.of("slow").address, "h:2");
}

TEST_F(TailTest, CancellingARacedTaskReachesBoth) {
  const auto job = submit(demand("t"));
  const auto first = transport_.all.back();
  dispatcher_.enrol(some_worker("h:2", 1), {});
  pass(milliseconds(500));
  dispatcher_.cancel(numbers_["t"]);
  EXPECT_TRUE(job->ended());
  EXPECT_TRUE(first->cancelled);
  EXPECT_TRUE(transport_.all.back()->cancelled);
}

}  // namespace
}  // namespace hg::coordinator
