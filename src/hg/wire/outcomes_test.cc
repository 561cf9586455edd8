#include "hg/wire/outcomes.h"

#include <gtest/gtest.h>

#include "hg/wire/limits.h"

namespace hg::wire {
namespace {

using model::ClientOutcome;
using model::Reason;

pb::ReportOutcomesRequest sent(const ClientOutcome& outcome) {
  return encode(std::vector{outcome});
}

std::string refused(pb::ReportOutcomesRequest request) {
  const auto read = decode(std::move(request));
  return read ? "" : read.error().message();
}

TEST(Outcomes, ArriveAsTheyWere) {
  const ClientOutcome told{.build = model::BuildId("b-1"),
                           .label = "\xff.c",
                           .cached = true,
                           .reason = Reason::probe,
                           .total = std::chrono::milliseconds(3)};
  const auto read = decode(sent(told));
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->size(), 1U);
  EXPECT_EQ(read->front().build, told.build);
  EXPECT_EQ(read->front().label, told.label);
  EXPECT_TRUE(read->front().cached);
  EXPECT_EQ(read->front().reason, told.reason);
  EXPECT_EQ(read->front().total, told.total);
}

TEST(Outcomes, WhatTheWireDoesNotTakeIsLeftOut) {
  const auto request = sent({.build = model::BuildId("a b"), .label = std::string(5000, 'x')});
  EXPECT_EQ(request.outcomes(0).build_id(), "");
  EXPECT_EQ(request.outcomes(0).label().size(), kMaxTextLength);
  EXPECT_EQ(encode(std::vector<ClientOutcome>(2000)).outcomes_size(), kMaxOutcomes);
}

TEST(Outcomes, AReasonOfANewerClientIsNone) {
  auto request = sent({.label = "a.c"});
  request.mutable_outcomes(0)->set_reason("too-late-on-friday");
  EXPECT_EQ(decode(std::move(request))->front().reason, Reason::none);
}

TEST(Outcomes, WhatIsWrongIsNamed) {
  auto request = sent({.label = "a.c"});
  request.mutable_outcomes(0)->set_build_id("a b");
  EXPECT_TRUE(refused(request).starts_with("outcomes[0].build_id: "));
  request = sent({.label = "a.c"});
  request.mutable_outcomes(0)->set_label(std::string(5000, 'x'));
  EXPECT_TRUE(refused(request).starts_with("outcomes[0].label: "));
  request = sent({.label = "a.c"});
  request.mutable_outcomes(0)->set_total_ns(~0ULL);
  EXPECT_TRUE(refused(request).starts_with("outcomes[0].total_ns: "));
  for (int i = 0; i < kMaxOutcomes; ++i) request.add_outcomes();
  EXPECT_TRUE(refused(request).starts_with("outcomes: "));
}

}  // namespace
}  // namespace hg::wire
