#include "hg/client/agent/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "hg/discovery/fake_discovery.h"

namespace hg::client::agent {
namespace {

using testing::HasSubstr;

discovery::Peer coordinator(const std::string& id, const std::string& ip) {
  return {.role = model::Role::coordinator, .id = id, .name = "coordinator on " + id, .address = {ip, 9000}};
}

class SearchTest : public testing::Test {
 protected:
  void shows(const std::vector<discovery::Peer>& peers) {
    network_.shows(peers);
    loop_->run_once();
  }

  std::unique_ptr<EventLoop> loop_ = *EventLoop::make(system_clock());
  discovery::FakeNetwork network_;
  std::optional<Search> search_{std::in_place, *loop_, network_.start()};
};

TEST_F(SearchTest, BeginsWithTheFirstQuestionAndNoCompileWaits) {
  EXPECT_TRUE(network_.plans.empty());
  const auto answer = search_->coordinator();
  EXPECT_EQ(network_.plans.size(), 1U);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().reason, model::Reason::not_configured);
  EXPECT_THAT(answer.error().message, HasSubstr("is being looked for"));
}

TEST_F(SearchTest, RemembersWhatItFoundAndAlsoThatThereIsNone) {
  (void)search_->coordinator();
  shows({});
  EXPECT_THAT(search_->coordinator().error().message, HasSubstr("no coordinator announces itself"));
  shows({coordinator("a", "10.0.0.1")});
  EXPECT_EQ(*search_->coordinator(), "10.0.0.1:9000");
  shows({coordinator("a", "10.0.0.2")});
  EXPECT_EQ(*search_->coordinator(), "10.0.0.2:9000");
  EXPECT_EQ(network_.plans.size(), 1U);
}

TEST_F(SearchTest, NamesBothOfTwo) {
  (void)search_->coordinator();
  shows({coordinator("a", "10.0.0.1"), coordinator("b", "10.0.0.2")});
  EXPECT_THAT(search_->coordinator().error().message,
              testing::AllOf(HasSubstr("10.0.0.1:9000"), HasSubstr("10.0.0.2:9000")));
}

TEST_F(SearchTest, APersonsQuestionWaitsForTheFirstLookOnly) {
  int answered = 0;
  search_->when_looked([&] { ++answered; });
  EXPECT_EQ(answered, 0);
  shows({});
  EXPECT_EQ(answered, 1);
  search_->when_looked([&] { ++answered; });
  EXPECT_EQ(answered, 2);
}

TEST_F(SearchTest, WithoutANetworkItSaysSo) {
  network_.broken = true;
  bool answered = false;
  search_->when_looked([&] { answered = true; });
  EXPECT_TRUE(answered);
  EXPECT_THAT(search_->coordinator().error().message, HasSubstr("no network"));
}

TEST_F(SearchTest, WhatComesAfterItsEndIsDropped) {
  (void)search_->coordinator();
  network_.shows({coordinator("a", "10.0.0.1")});
  search_.reset();
  EXPECT_EQ(network_.ended, 1);
  loop_->run_once();
}

}  // namespace
}  // namespace hg::client::agent
