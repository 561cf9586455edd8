#include "hg/base/split.h"

#include <gtest/gtest.h>

namespace hg {
namespace {

using Pieces = std::vector<std::string_view>;

TEST(Split, GivesWhatIsBetweenTheSeparators) {
  EXPECT_EQ(split("a,b", ','), (Pieces{"a", "b"}));
  EXPECT_EQ(split(",a,,", ','), (Pieces{"", "a", "", ""}));
  EXPECT_EQ(split("a", ','), Pieces{"a"});
  EXPECT_EQ(split("", ','), Pieces{""});
}

}  // namespace
}  // namespace hg
