#include "hg/client/ui/build_view.h"

#include <gtest/gtest.h>

namespace hg::client::ui {
namespace {

using model::Reason;

TEST(BuildView, LinksAndQuestionsAreNoCompiles) {
  ipc::BuildAnswer answer;
  answer.known = true;
  answer.running_remote = 3;
  answer.waiting = 2;
  answer.remote = 10;
  answer.local = 9;
  answer.reasons = {{Reason::link, 4}, {Reason::probe, 3}, {Reason::info_query, 2}};
  answer.workers = {{"a:1", 6}, {"b:1", 4}};
  const BuildView view = view_of(answer);
  EXPECT_EQ(view.running, 5U);
  EXPECT_EQ(view.done(), 13U);
  EXPECT_EQ(view.local, 3U);
  EXPECT_EQ(view.other, 6U);
  EXPECT_EQ(view.workers, 2U);
  ASSERT_EQ(view.reasons.size(), 1U);
  EXPECT_EQ(view.reasons[0].first, Reason::probe);
}

}  // namespace
}  // namespace hg::client::ui
