#include "hg/cache/redis/place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/cache/redis/slot.h"

namespace hg::cache::redis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Place, IsReadAsItIsWritten) {
  EXPECT_EQ(to_string(*parse_place("redis://cache")), "redis://cache:6379/0");
  EXPECT_EQ(to_string(*parse_place("redis://cache:1234/7")), "redis://cache:1234/7");
  EXPECT_EQ(to_string(*parse_place("redis://cache:1234/")), "redis://cache:1234/0");
  EXPECT_EQ(to_string(*parse_place("redis://a:1,b:2,[::1]:3")), "redis://a:1,b:2,[::1]:3/0");
  const Place place = *parse_place("redis://me:p%40ss%3a%2Fw@cache");
  EXPECT_EQ(place.user, "me");
  EXPECT_EQ(place.password, "p@ss:/w");
  EXPECT_EQ(parse_place("redis://:secret@cache")->user, "");
}

TEST(Place, ItsSecretsAreNotShown) {
  EXPECT_THAT(to_string(*parse_place("redis://me:secret@cache")), Not(HasSubstr("secret")));
  for (const char* url :
       {"redis://me:secret%@cache", "redis://me:secret@ca che", "redis://me:secret@cache:99999",
        "redis://me:secret@cache/x", "redis://me:secret@"}) {
    const auto place = parse_place(url);
    ASSERT_FALSE(place) << url;
    EXPECT_THAT(place.error().to_string(), Not(HasSubstr("secret"))) << url;
  }
}

TEST(Place, NonsenseIsRefused) {
  for (const char* url :
       {"", "redis:/a", "http://a", "redis://", "redis:///1", "redis://a,,b", "redis://a/-1", "redis://a/1/2",
        "redis://user@a", "redis://a%:b@c", "redis://:%4@c"}) {
    EXPECT_FALSE(parse_place(url)) << url;
  }
}

// The examples of Redis' own description of its Cluster.
TEST(Slot, IsThatOfRedis) {
  EXPECT_EQ(hash_slot("123456789"), 0x31C3U % kSlots);
  EXPECT_EQ(hash_slot("foo"), 12182U);
  EXPECT_EQ(hash_slot("{user1000}.following"), hash_slot("{user1000}.followers"));
  EXPECT_EQ(hash_slot("{user1000}.following"), hash_slot("user1000"));
  EXPECT_EQ(hash_slot("foo{{bar}}zap"), hash_slot("{bar"));
  EXPECT_EQ(hash_slot("foo{bar}{zap}"), hash_slot("bar"));
  EXPECT_NE(hash_slot("foo{}{bar}"), hash_slot("bar"));
  EXPECT_EQ(hash_slot(""), 0U);
}

}  // namespace
}  // namespace hg::cache::redis
