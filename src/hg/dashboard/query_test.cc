#include "hg/dashboard/query.h"

#include <gmock/gmock.h>

namespace hg::dashboard {
namespace {

using ::testing::HasSubstr;

std::string refusal(std::string_view text, std::string_view known = "limit name") {
  const auto query = Query::parse(text, known);
  return query ? "" : query.error().message();
}

TEST(QueryOfARequest, HasWhatStandsThere) {
  const Query query = Query::parse("limit=7&name=a%20%2b%26b", "limit name").value();
  EXPECT_EQ(query.number("limit", 100, 1, 10).value(), 7U);
  EXPECT_EQ(query.text("name"), "a +&b");
}

TEST(QueryOfARequest, WhatIsNotThereHasItsUsualValue) {
  const Query query = Query::parse("", "limit name").value();
  EXPECT_EQ(query.number("limit", 100, 1, 10).value(), 100U);
  EXPECT_EQ(query.text("name"), "");
}

TEST(QueryOfARequest, WhatIsWrongIsSaid) {
  EXPECT_THAT(refusal("limt=1"), HasSubstr("unknown parameter 'limt'; there are: limit name"));
  EXPECT_THAT(refusal("limit=1&limit=2"), HasSubstr("twice"));
  EXPECT_THAT(refusal("name=%4"), HasSubstr("hexadecimal"));
  EXPECT_THAT(refusal("name=%"), HasSubstr("hexadecimal"));
  EXPECT_THAT(refusal("name=%zz"), HasSubstr("hexadecimal"));
  EXPECT_THAT(refusal("a=1", ""), HasSubstr("there are: none"));
}

TEST(QueryOfARequest, NumbersHaveLimits) {
  for (const char* bad :
       {"limit=0", "limit=11", "limit=-1", "limit=1x", "limit=", "limit", "limit=99999999999999999999"}) {
    const auto number = Query::parse(bad, "limit").value().number("limit", 5, 1, 10);
    ASSERT_FALSE(number) << bad;
    EXPECT_THAT(number.error().message(), HasSubstr("limit must be a number from 1 to 10"));
  }
}

}  // namespace
}  // namespace hg::dashboard
