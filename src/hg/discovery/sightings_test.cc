#include "hg/discovery/sightings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hg::discovery {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

Sighting worker(Place place, const std::string& ip, const std::string& id = "one") {
  return {std::move(place), "hg1-worker.local", ip, 50052, {"txtvers=1", "role=worker", "id=" + id}};
}

TEST(Sightings, OneProgramSeenByManyInterfacesIsOne) {
  Sightings sightings;
  EXPECT_TRUE(sightings.seen(worker({3, true, "w"}, "2001:db8::1")));
  EXPECT_TRUE(sightings.seen(worker({3, false, "w"}, "10.1.0.1")));
  EXPECT_TRUE(sightings.seen(worker({2, false, "w"}, "10.0.0.1")));
  ASSERT_THAT(sightings.peers(), SizeIs(1));
  EXPECT_EQ(model::to_string(sightings.peers()[0].address), "10.0.0.1:50052");
  EXPECT_EQ(sightings.peers()[0].host, "hg1-worker.local");
  EXPECT_THAT(sightings.peers()[0].ips, testing::ElementsAre("10.0.0.1", "10.1.0.1", "2001:db8::1"));

  EXPECT_TRUE(sightings.gone({2, false, "w"}));
  EXPECT_TRUE(sightings.gone({3, false, "w"}));
  EXPECT_EQ(model::to_string(sightings.peers()[0].address), "[2001:db8::1]:50052");
  EXPECT_TRUE(sightings.gone({3, true, "w"}));
  EXPECT_THAT(sightings.peers(), IsEmpty());
}

TEST(Sightings, AnotherAddressTakesThePlaceOfTheFirst) {
  Sightings sightings;
  EXPECT_TRUE(sightings.seen(worker({2, false, "w"}, "10.0.0.1")));
  EXPECT_FALSE(sightings.seen(worker({2, false, "w"}, "10.0.0.1")));
  EXPECT_TRUE(sightings.seen(worker({2, false, "w"}, "10.0.0.9")));
  EXPECT_EQ(sightings.peers()[0].address.host, "10.0.0.9");
}

TEST(Sightings, WhatCannotBeConnectedToIsNotThere) {
  Sightings sightings;
  for (const char* ip : {"127.0.0.1", "::1", "fe80::1", "0.0.0.0", "224.0.0.251", "ff02::fb", "", "hg1"})
    EXPECT_FALSE(sightings.seen(worker({2, false, "w"}, ip))) << ip;
  auto portless = worker({2, false, "w"}, "10.0.0.1");
  portless.port = 0;
  EXPECT_FALSE(sightings.seen(portless));
}

TEST(Sightings, OneThatTurnsIntoNonsenseIsGone) {
  Sightings sightings;
  EXPECT_TRUE(sightings.seen(worker({2, false, "w"}, "10.0.0.1")));
  auto nonsense = worker({2, false, "w"}, "10.0.0.1");
  nonsense.txt = {"role=worker"};
  EXPECT_TRUE(sightings.seen(nonsense));
  EXPECT_THAT(sightings.peers(), IsEmpty());
}

TEST(Sightings, AFloodOfNamesIsBounded) {
  Sightings sightings;
  for (int i = 0; i < 3000; ++i)
    sightings.seen(worker({2, false, std::to_string(i)}, "10.0.0.1", std::to_string(i)));
  EXPECT_THAT(sightings.peers(), SizeIs(Sightings::kMost));
}

}  // namespace
}  // namespace hg::discovery
