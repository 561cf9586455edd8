#include "hg/cache/redis/topology.h"

#include <gtest/gtest.h>

namespace hg::cache::redis {
namespace {

const model::Address kFrom{"10.0.0.9", 7000};

Reply number(long long value) {
  return {.type = Reply::Type::integer, .integer = value};
}
Reply text(std::string value) {
  return {.type = Reply::Type::text, .text = std::move(value)};
}
Reply array(std::vector<Reply> items) {
  return {.type = Reply::Type::array, .items = std::move(items)};
}
Reply range(long long first, long long last, Reply host, long long port) {
  return array({number(first), number(last), array({std::move(host), number(port), text("id")}),
                array({text("replica"), number(1)})});
}

TEST(Slots, AreReadFromTheAnswer) {
  const auto ranges =
      parse_slots(array({range(0, 100, text("10.0.0.1"), 7001), range(101, 16383, text(""), 7002)}), kFrom);
  ASSERT_TRUE(ranges);
  ASSERT_EQ(ranges->size(), 2U);
  EXPECT_EQ(ranges->at(0).last, 100U);
  EXPECT_EQ(ranges->at(0).master, (model::Address{"10.0.0.1", 7001}));
  EXPECT_EQ(ranges->at(1).master, (model::Address{"10.0.0.9", 7002}))
      << "a host that the server does not know";
  EXPECT_EQ(parse_slots(array({range(0, 1, {}, 7002)}), kFrom)->at(0).master.host, "10.0.0.9") << "nil";
}

TEST(Slots, NonsenseIsRefused) {
  const std::vector<Reply> all = {
      text("OK"),
      array({number(1)}),
      array({array({number(0), number(1)})}),
      array({range(-1, 5, text("h"), 1)}),
      array({range(5, 4, text("h"), 1)}),
      array({range(0, 16384, text("h"), 1)}),
      array({range(0, 1, text("h"), 0)}),
      array({range(0, 1, text("h"), 65536)}),
      array({range(0, 1, text(std::string(256, 'h')), 1)}),
      array({array({number(0), number(1), text("h")})}),
      array({array({number(0), number(1), array({text("h")})})}),
  };
  for (const Reply& reply : all) EXPECT_FALSE(parse_slots(reply, kFrom));
}

TEST(Redirections, AreRead) {
  const auto moved = parse_redirection("MOVED 3999 127.0.0.1:6381", kFrom);
  ASSERT_TRUE(moved);
  EXPECT_FALSE(moved->ask);
  EXPECT_EQ(moved->slot, 3999U);
  EXPECT_EQ(moved->address, (model::Address{"127.0.0.1", 6381}));
  EXPECT_TRUE(parse_redirection("ASK 1 ::1:6381", kFrom)->ask);
  EXPECT_EQ(parse_redirection("ASK 1 ::1:6381", kFrom)->address, (model::Address{"::1", 6381}));
  EXPECT_EQ(parse_redirection("MOVED 1 :6381", kFrom)->address, (model::Address{"10.0.0.9", 6381}));
  for (const char* other : {"ERR no", "MOVED", "MOVED 1", "MOVED x h:1", "MOVED 16384 h:1", "MOVED 1 h",
                            "MOVED 1 h:0", "MOVED 1 h:1 more", "MOVED -1 h:1", "MOVED 1x h:1"}) {
    EXPECT_FALSE(parse_redirection(other, kFrom)) << other;
  }
}

}  // namespace
}  // namespace hg::cache::redis
