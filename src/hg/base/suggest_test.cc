#include "hg/base/suggest.h"

#include <gtest/gtest.h>

#include <array>

namespace hg {
namespace {

constexpr std::array<std::string_view, 6> kWords = {"make", "ninja", "status", "workers", "version", "run"};

TEST(Suggest, ATypingErrorIsFound) {
  EXPECT_EQ(suggest("statsu", kWords), "status");
  EXPECT_EQ(suggest("worker", kWords), "workers");
  EXPECT_EQ(suggest("nijna", kWords), "ninja");
  EXPECT_EQ(suggest("mak", kWords), "make");
}

TEST(Suggest, AnotherWordIsNot) {
  EXPECT_EQ(suggest("doctor", kWords), std::nullopt);
  EXPECT_EQ(suggest("", kWords), std::nullopt);
  EXPECT_EQ(suggest("gcc", kWords), std::nullopt);
}

}  // namespace
}  // namespace hg
