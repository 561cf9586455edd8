#include "hg/discovery/choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hg::discovery {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Peer coordinator(const std::string& id, const std::string& ip) {
  return {.role = model::Role::coordinator,
          .id = id,
          .name = "coordinator on " + id,
          .host = id + ".local",
          .address = {ip, 9000}};
}

TEST(Choice, TheOnlyOne) {
  CoordinatorChoice choice;
  EXPECT_EQ(choice.answer().error().code(), Code::not_found);
  EXPECT_FALSE(choice.update({}));
  EXPECT_TRUE(choice.update({coordinator("a", "10.0.0.1")}));
  EXPECT_EQ(choice.answer()->id, "a");
}

TEST(Choice, WorkersAreNoCoordinators) {
  CoordinatorChoice choice;
  Peer worker = coordinator("w", "10.0.0.2");
  worker.role = model::Role::worker;
  EXPECT_FALSE(choice.update({worker}));
}

TEST(Choice, OfTwoNoneIsTakenAndBothAreNamed) {
  CoordinatorChoice choice;
  EXPECT_TRUE(choice.update({coordinator("a", "10.0.0.1"), coordinator("b", "10.0.0.2")}));
  ASSERT_FALSE(choice.answer());
  EXPECT_EQ(choice.answer().error().code(), Code::failed_precondition);
  EXPECT_THAT(choice.answer().error().message(),
              AllOf(HasSubstr("'coordinator on a' (10.0.0.1:9000)"),
                    HasSubstr("'coordinator on b' (10.0.0.2:9000)"), HasSubstr("--coordinator")));
  EXPECT_TRUE(choice.update({coordinator("b", "10.0.0.2")}));
  EXPECT_EQ(choice.answer()->id, "b");
}

TEST(Choice, OneThatWasTakenStaysWhenAnotherAppears) {
  CoordinatorChoice choice;
  EXPECT_TRUE(choice.update({coordinator("b", "10.0.0.2")}));
  EXPECT_FALSE(choice.update({coordinator("a", "10.0.0.1"), coordinator("b", "10.0.0.2")}));
  EXPECT_EQ(choice.answer()->id, "b");
}

TEST(Choice, ItFollowsItsAddress) {
  CoordinatorChoice choice;
  EXPECT_TRUE(choice.update({coordinator("a", "10.0.0.1")}));
  EXPECT_TRUE(choice.update({coordinator("a", "10.0.0.7")}));
  EXPECT_EQ(choice.answer()->address.host, "10.0.0.7");
}

TEST(Choice, AfterAGoodbyeItIsKeptUntilThereIsAnother) {
  CoordinatorChoice choice;
  EXPECT_TRUE(choice.update({coordinator("a", "10.0.0.1")}));
  EXPECT_FALSE(choice.update({}));
  EXPECT_EQ(choice.answer()->id, "a");
  EXPECT_TRUE(choice.update({coordinator("b", "10.0.0.2")}));
  EXPECT_EQ(choice.answer()->id, "b");
}

}  // namespace
}  // namespace hg::discovery
