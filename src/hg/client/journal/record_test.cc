#include "hg/client/journal/record.h"

#include <gtest/gtest.h>

namespace hg::client::journal {
namespace {

Record example() {
  return {.when = WallTime(std::chrono::seconds(1'700'000'000)),
          .took = std::chrono::milliseconds(12),
          .ending = Ending::compiled_there,
          .reason = model::Reason::none,
          .detail = "detail",
          .exit_code = 3,
          .worker = "w1:9000",
          .source = "/src/a.c",
          .output = "a.o",
          .directory = "/src",
          .result = std::string(32, '\x07'),
          .with_cache = true,
          .not_kept = "why",
          .parts = {{"argument", "-O2"}, {"argument", "-g"}},
          .files = {{"/src/a.c", 1}, {"/src/a.h", 2}}};
}

void expect_equal(const Record& a, const Record& b) {
  EXPECT_EQ(framed(a), framed(b));
}

TEST(JournalRecord, IsReadAsItWasWritten) {
  Record second = example();
  second.ending = Ending::direct_hit;
  second.parts.clear();
  const auto records = read_records(framed(example()) + framed(second));
  ASSERT_EQ(records.size(), 2U);
  expect_equal(records[0], example());
  expect_equal(records[1], second);
  EXPECT_EQ(records[0].exit_code, 3);
  EXPECT_TRUE(records[0].with_cache);
  EXPECT_EQ(records[0].parts[1].value, "-g");
  EXPECT_EQ(records[0].files[1].path, "/src/a.h");
}

TEST(JournalRecord, WhatIsTornOrForeignIsPassedOver) {
  const std::string good = framed(example());
  for (std::size_t cut = 0; cut < good.size(); ++cut) {
    EXPECT_EQ(read_records(good.substr(0, cut)).size(), 0U) << cut;
    EXPECT_EQ(read_records(good.substr(0, cut) + good).size(), 1U) << cut;
  }
  EXPECT_EQ(read_records("noise" + good + "hgj2noise" + good + "hgj1").size(), 2U);
}

TEST(JournalRecord, ADamagedOneIsNoRecord) {
  const std::string good = framed(example());
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string damaged = good;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    EXPECT_EQ(read_records(damaged).size(), 0U) << at;
  }
}

}  // namespace
}  // namespace hg::client::journal
