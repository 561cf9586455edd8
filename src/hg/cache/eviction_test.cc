#include "hg/cache/eviction.h"

#include <gtest/gtest.h>

namespace hg::cache {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kNow = 1'000'000;

StoredFile file(std::int64_t age, std::uint64_t size, Duration cost) {
  return {.name = "", .size = size, .used = kNow - age, .cost = cost};
}

TEST(Eviction, TheOldestGoesFirst) {
  const std::vector<StoredFile> files = {file(10, 100, {}), file(30, 100, {}), file(20, 100, {})};
  EXPECT_EQ(choose_victims(files, kNow, 1), (std::vector<std::size_t>{1}));
  EXPECT_EQ(choose_victims(files, kNow, 101), (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(choose_victims(files, kNow, 1000), (std::vector<std::size_t>{1, 2, 0}));
  EXPECT_TRUE(choose_victims(files, kNow, 0).empty());
}

TEST(Eviction, WhatIsCheapForItsSizeGoesBefore) {
  const std::vector<StoredFile> files = {
      file(100, 100, milliseconds(1000)),  // the median
      file(60, 10'000, milliseconds(1000)),
      file(300, 100, milliseconds(100'000)),
  };
  EXPECT_EQ(choose_victims(files, kNow, 1), (std::vector<std::size_t>{1}));
  EXPECT_EQ(choose_victims(files, kNow, 10'001), (std::vector<std::size_t>{1, 0}));
}

TEST(Eviction, CostKeepsNothingForEver) {
  const std::vector<StoredFile> files = {file(1000, 100, milliseconds(1'000'000)),
                                         file(200, 100, milliseconds(1)), file(100, 100, milliseconds(1))};
  EXPECT_EQ(choose_victims(files, kNow, 100), (std::vector<std::size_t>{0}));
}

TEST(Eviction, AFileOfTheFutureIsJustNew) {
  const std::vector<StoredFile> files = {file(-5000, 100, {}), file(10, 100, {})};
  EXPECT_EQ(choose_victims(files, kNow, 1), (std::vector<std::size_t>{1}));
}

}  // namespace
}  // namespace hg::cache
