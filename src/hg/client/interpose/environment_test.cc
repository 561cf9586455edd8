#include "hg/client/interpose/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hg::client::interpose {
namespace {

using Strings = std::vector<std::string>;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<char*> pointers(Strings& strings) {
  std::vector<char*> list;
  for (std::string& text : strings) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

Strings strings(char* const* environment) {
  Strings list;
  for (; *environment != nullptr; ++environment) list.emplace_back(*environment);
  return list;
}

Strings without(Strings environment) {
  const std::vector<char*> list = pointers(environment);
  const Room room = room_without_us(list.data());
  std::vector<char*> slots(room.slots);
  std::vector<char> text(room.bytes);
  return strings(without_us(list.data(), "/lib/ours.so", slots.data(), text.data()));
}

Strings with(Strings environment, Strings kept) {
  const std::vector<char*> list = pointers(environment);
  const std::vector<char*> ours = pointers(kept);
  std::vector<char*> slots(room_with_us(list.data(), ours.data()).slots);
  return strings(with_us(list.data(), ours.data(), slots.data()));
}

TEST(Environment, HgbuildSeesWhatTheUserGave) {
  EXPECT_THAT(without({"A=1", "LD_PRELOAD=/lib/ours.so", "HG_INTERPOSE_TALLY=/t", "HG_BUILD_ID=b"}),
              ElementsAre("A=1", "HG_BUILD_ID=b"));
}

TEST(Environment, OtherPreloadedLibrariesStayInTheirOrder) {
  EXPECT_THAT(without({"LD_PRELOAD=/x.so /y.so:/lib/ours.so"}), ElementsAre("LD_PRELOAD=/x.so:/y.so"));
  EXPECT_THAT(without({"LD_PRELOAD=/lib/ours.so:/x.so"}), ElementsAre("LD_PRELOAD=/x.so"));
  EXPECT_THAT(without({"LD_PRELOAD=/lib/ours.so.1"}), ElementsAre("LD_PRELOAD=/lib/ours.so.1"));
}

TEST(Environment, AnEmptyPreloadVanishes) {
  EXPECT_THAT(without({"LD_PRELOAD="}), IsEmpty());
}

TEST(Environment, AFreshEnvironmentGetsUsBack) {
  EXPECT_THAT(with({"PATH=/bin"}, {"LD_PRELOAD=/lib/ours.so", "HG_BUILD_ID=b"}),
              ElementsAre("PATH=/bin", "LD_PRELOAD=/lib/ours.so", "HG_BUILD_ID=b"));
}

TEST(Environment, WhatTheChildWasGivenOnPurposeWins) {
  EXPECT_THAT(with({"LD_PRELOAD=/x.so", "HG_BUILD=2"}, {"LD_PRELOAD=/lib/ours.so", "HG_BUILD_ID=b"}),
              ElementsAre("LD_PRELOAD=/x.so", "HG_BUILD=2", "HG_BUILD_ID=b"));
}

TEST(Environment, NoEnvironmentAtAll) {
  EXPECT_TRUE(has_lost_us(nullptr));
  EXPECT_EQ(room_without_us(nullptr).slots, 1U);
}

TEST(Environment, OurMarkerTellsThatWeAreStillThere) {
  Strings environment{"A=1", "HG_INTERPOSE_HGBUILD=/bin/hgbuild"};
  EXPECT_FALSE(has_lost_us(pointers(environment).data()));
  environment.back() = "HG_INTERPOSE_HGBUILDER=/bin/hgbuild";
  EXPECT_TRUE(has_lost_us(pointers(environment).data()));
}

}  // namespace
}  // namespace hg::client::interpose
