#include "hg/history/memory.h"

#include <gtest/gtest.h>

#include <limits>

#include "hg/history/fakes.h"

namespace hg::history {
namespace {

constexpr RecordId kNow = std::numeric_limits<RecordId>::max();

bool all(const CompileRecord&) {
  return true;
}

std::vector<CompileRecord> numbered(RecordId first, RecordId last) {
  std::vector<CompileRecord> made;
  for (RecordId id = first; id <= last; ++id) {
    made.push_back(record("file" + std::to_string(id % 3) + ".c"));
    made.back().id = id;
    made.back().compile = std::chrono::seconds(id);
  }
  return made;
}

TEST(HistoryInMemory, PagesLeadBackToTheOldestWithoutAGap) {
  Memory memory({});
  memory.add(numbered(1, 10), {});
  std::vector<RecordId> seen;
  RecordId before = kNow;
  while (true) {
    const auto page = memory.records(all, before, 3);
    for (const auto& item : page.items) seen.push_back(item.id);
    if (!page.older) break;
    before = *page.older;
  }
  EXPECT_EQ(seen, (std::vector<RecordId>{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}));
}

TEST(HistoryInMemory, APageThatIsJustFullIsTheLast) {
  Memory memory({});
  memory.add(numbered(1, 3), {});
  EXPECT_FALSE(memory.records(all, kNow, 3).older);
}

TEST(HistoryInMemory, OnlyWhatIsWantedIsOnThePage) {
  Memory memory({});
  memory.add(numbered(1, 9), {});
  const auto page = memory.records([](const auto& one) { return one.file == "file0.c"; }, kNow, 2);
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_EQ(page.items[0].id, 9U);
  EXPECT_EQ(page.items[1].id, 6U);
  EXPECT_EQ(page.older, 6U);
}

TEST(HistoryInMemory, ItHoldsTheNewest) {
  Memory memory({.records = 4, .events = 1});
  memory.add(numbered(1, 9), {{.id = 10}, {.id = 11}});
  EXPECT_EQ(memory.records(all, kNow, 100).items.size(), 4U);
  EXPECT_EQ(memory.events(kNow, 100).items.at(0).id, 11U);
  EXPECT_EQ(memory.newest(), 11U);
}

TEST(HistoryInMemory, WhatCameAfterIsOldestFirst) {
  Memory memory({});
  memory.add(numbered(1, 9), {});
  const auto after = memory.records_after(6, 100);
  ASSERT_EQ(after.size(), 3U);
  EXPECT_EQ(after.front().id, 7U);
  EXPECT_EQ(memory.records_after(6, 1).front().id, 9U);
  EXPECT_TRUE(memory.records_after(9, 100).empty());
}

TEST(HistoryInMemory, ATallyGoesBackAsFarAsItIsAsked) {
  Memory memory({});
  auto records = numbered(1, 6);
  for (auto& one : records) one.ended = WallTime(std::chrono::hours(one.id));
  memory.add(records, {});
  EXPECT_EQ(memory.tally(WallTime(std::chrono::hours(5))).compiles(), 2U);
  EXPECT_EQ(memory.tally(WallTime(std::chrono::hours(5))).compile, std::chrono::seconds(11));
  EXPECT_EQ(memory.tally({}).compiles(), 6U);
}

TEST(HistoryInMemory, FilesComeByTheTimeTheyTook) {
  Memory memory({});
  memory.add(numbered(1, 6), {});
  auto cached = numbered(7, 7);
  cached[0].outcome = Outcome::cached;
  memory.add(cached, {});
  const auto files = memory.files("", 2);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].file, "file0.c");  // 3 + 6
  EXPECT_EQ(files[0].compile, std::chrono::seconds(9));
  EXPECT_EQ(files[0].slowest, std::chrono::seconds(6));
  EXPECT_EQ(memory.files("file1", 9).at(0).cached, 1U);
  EXPECT_TRUE(memory.files("nothing", 9).empty());
}

}  // namespace
}  // namespace hg::history
