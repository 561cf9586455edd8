// A Redis that misbehaves: every way ends in time, with an error that says what it was.
#include "hg/cache/redis/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/base/random.h"
#include "hg/cache/redis/fake_redis.h"
#include "hg/os/signals.h"

namespace hg::cache::redis {
namespace {

constexpr Duration kPatience = std::chrono::milliseconds(300);
constexpr std::size_t kMost = 1000;

Result<Reply> ask(const FakeRedis& server, Duration patience = kPatience) {
  os::set_up_signals();
  const TimePoint deadline = system_clock().now() + patience;
  HG_TRY_ASSIGN(Connection connection, Connection::open(server.address(), system_clock(), deadline));
  return connection.ask({"GET", "x"}, kMost, deadline);
}

Result<Reply> answer_to(const std::string& bytes, bool then_close = false, Duration patience = kPatience) {
  const FakeRedis server([&](const Words&) { return Say{bytes, then_close}; });
  return ask(server, patience);
}

TEST(Connection, UnderstandsEveryKindOfReply) {
  EXPECT_EQ(answer_to("$5\r\nhel\r\n\r\n")->text, "hel\r\n");
  EXPECT_EQ(answer_to("+OK\r\n")->text, "OK");
  EXPECT_EQ(answer_to("$0\r\n\r\n")->type, Reply::Type::text);
  EXPECT_EQ(answer_to("$-1\r\n")->type, Reply::Type::nil);
  EXPECT_EQ(answer_to(":-7\r\n")->integer, -7);
  const auto error = answer_to("-ERR no\r\n");
  EXPECT_EQ(error->type, Reply::Type::error);
  EXPECT_EQ(error->text, "ERR no");
  const auto array = answer_to("*2\r\n:1\r\n*2\r\n$1\r\na\r\n$-1\r\n");
  ASSERT_EQ(array->items.size(), 2U);
  EXPECT_EQ(array->items[0].integer, 1);
  EXPECT_EQ(array->items[1].items.at(0).text, "a");
  EXPECT_EQ(array->items[1].items.at(1).type, Reply::Type::nil);
}

struct Misbehaviour {
  std::string bytes;
  bool then_close;
  Code expected;
};

TEST(Connection, EveryMisbehaviourIsAnErrorInTime) {
  const std::vector<Misbehaviour> all = {
      {"", true, Code::unavailable},
      {"", false, Code::deadline_exceeded},
      {"$5\r\nhel", true, Code::unavailable},
      {"$5\r\nhel", false, Code::deadline_exceeded},
      {"$99999999999\r\nx", false, Code::deadline_exceeded},
      {"$99999999999999999999999\r\nx", false, Code::data_loss},
      {"$-2\r\n", false, Code::data_loss},
      {"$x\r\n", false, Code::data_loss},
      {"*2000000000\r\n", false, Code::resource_exhausted},
      {"*99999\r\n*99999\r\n*99999\r\n", false, Code::resource_exhausted},
      {"HTTP/1.1 400 Bad Request\r\n\r\n", true, Code::data_loss},
      {"\x16\x03\x01", true, Code::data_loss},
      {"+OK\r\n+OK\r\n", false, Code::data_loss},
      {"$9000\r\n" + std::string(9002, 'x'), false, Code::resource_exhausted},
      {std::string(100'000, '+'), false, Code::resource_exhausted},
  };
  for (const Misbehaviour& one : all) {
    const auto reply = answer_to(one.bytes, one.then_close);
    ASSERT_FALSE(reply) << one.bytes.substr(0, 30);
    EXPECT_EQ(reply.error().code(), one.expected)
        << one.bytes.substr(0, 30) << ": " << reply.error().to_string();
  }
}

TEST(Connection, NobodyThereIsAnErrorAtOnce) {
  model::Address gone;
  {
    const FakeRedis server(Memory{});
    gone = server.address();
  }
  const auto connection =
      Connection::open(gone, system_clock(), system_clock().now() + std::chrono::hours(1));
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().code(), Code::unavailable);
}

TEST(Connection, RandomBytesNeverCrashIt) {
  SeededRandom random(42);
  constexpr std::string_view kLikely = "$*+-:0123456789\r\n\r\n\r\nx";
  for (int round = 0; round < 300; ++round) {
    std::string bytes;
    const std::uint64_t size = random.below(60);
    for (std::uint64_t i = 0; i < size; ++i) {
      bytes +=
          random.below(8) == 0 ? static_cast<char>(random.below(256)) : kLikely[random.below(kLikely.size())];
    }
    const auto reply = answer_to(bytes, true, std::chrono::seconds(10));
    if (!reply) {
      EXPECT_NE(reply.error().code(), Code::deadline_exceeded) << ::testing::PrintToString(bytes);
    }
  }
}

}  // namespace
}  // namespace hg::cache::redis
