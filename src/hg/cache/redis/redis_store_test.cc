// The store against servers that keep values, move slots, die, want a login or make fun of it.
#include "hg/cache/redis/redis_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "hg/cache/redis/fake_redis.h"
#include "hg/os/signals.h"

namespace hg::cache::redis {
namespace {

using ::testing::HasSubstr;

Id id_of(std::string_view text) {
  return {Kind::result, digest::sha256(text)};
}

RedisStore store_at(const std::string& place, Duration timeout = std::chrono::seconds(5)) {
  os::set_up_signals();
  return {{.place = *parse_place("redis://" + place), .timeout = timeout, .most_bytes = 1U << 20U},
          system_clock()};
}

// "CLUSTER SLOTS" of two masters that have one half each.
std::string halves(const FakeRedis& low, const FakeRedis& high) {
  const auto part = [](int first, int last, const FakeRedis& node) {
    return "*3\r\n:" + std::to_string(first) + "\r\n:" + std::to_string(last) + "\r\n*3\r\n" +
           bulk("127.0.0.1") + ":" + std::to_string(node.address().port) + "\r\n" + bulk("id");
  };
  return "*2\r\n" + part(0, 8191, low) + part(8192, 16383, high);
}

// Keys of either half of the slots.
Id id_in(bool high) {
  for (int i = 0;; ++i) {
    const Id id = id_of(std::to_string(i));
    if ((hash_slot(key_of(id)) >= kSlots / 2) == high) return id;
  }
}

TEST(RedisStore, KeepsAndForgets) {
  const FakeRedis server(Memory{});
  RedisStore store = store_at(server.text());
  const std::string value = std::string("a\0b\r\n", 5) + std::string(300'000, 'x');
  EXPECT_EQ(store.get(id_of("a")).error().code(), Code::not_found);
  ASSERT_TRUE(store.put(id_of("a"), value, Duration(1)));
  EXPECT_EQ(store.get(id_of("a")).value(), value);
  EXPECT_EQ(store.get(id_of("b")).error().code(), Code::not_found);
  ASSERT_TRUE(store.remove(id_of("a")));
  ASSERT_TRUE(store.remove(id_of("a")));
  EXPECT_FALSE(store.get(id_of("a")));
  EXPECT_EQ(server.connections(), 1) << "one connection serves one after the other";
}

TEST(RedisStore, AServerThatWasRestartedCostsNothing) {
  FakeRedis server(Memory{});
  RedisStore store = store_at(server.text());
  ASSERT_TRUE(store.put(id_of("a"), "value", Duration(1)));
  server.close_all();
  EXPECT_EQ(store.get(id_of("a")).value(), "value");
}

TEST(RedisStore, AValueThatIsTooLargeIsNeitherSentNorTaken) {
  const FakeRedis server([](const Words& words) {
    if (words[0] == "GET") return Say{bulk(std::string(2U << 20U, 'x'))};
    return words[0] == "CLUSTER" ? Say{"-ERR no\r\n"} : Say{"+OK\r\n"};
  });
  RedisStore store = store_at(server.text());
  EXPECT_EQ(store.put(id_of("a"), std::string(2U << 20U, 'x'), Duration(1)).error().code(),
            Code::resource_exhausted);
  EXPECT_EQ(store.get(id_of("a")).error().code(), Code::resource_exhausted);
}

TEST(RedisStore, LogsInAndChoosesTheDatabase) {
  std::vector<Words> said;
  const FakeRedis server([&, memory = Memory{}](const Words& words) mutable {
    said.push_back(words);
    return words[0] == "AUTH" || words[0] == "SELECT" ? Say{"+OK\r\n"} : memory(words);
  });
  RedisStore store = store_at("me:secret@" + server.text() + "/3");
  ASSERT_TRUE(store.put(id_of("a"), "value", Duration(1)));
  ASSERT_GE(said.size(), 2U);
  EXPECT_EQ(said[0], (Words{"AUTH", "me", "secret"}));
  EXPECT_EQ(said[1], (Words{"SELECT", "3"}));
}

TEST(RedisStore, AWrongLoginIsToldWithoutThePassword) {
  const FakeRedis server([](const Words& words) {
    return words[0] == "AUTH" ? Say{"-WRONGPASS invalid username-password pair\r\n"}
                              : Say{"-NOAUTH required\r\n"};
  });
  for (const std::string login : {"me:secret@", ""}) {
    RedisStore store = store_at(login + server.text());
    const auto found = store.get(id_of("a"));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code(), Code::permission_denied);
    EXPECT_THAT(found.error().to_string(), ::testing::Not(HasSubstr("secret")));
  }
}

TEST(RedisStore, ErrorsOfRedisAreErrors) {
  std::string answer;
  const FakeRedis server(
      [&](const Words& words) { return words[0] == "CLUSTER" ? Say{"-ERR no\r\n"} : Say{answer}; });
  RedisStore store = store_at(server.text());
  const auto get_when = [&](const std::string& text) {
    answer = text;
    return store.get(id_of("a")).error().code();
  };
  EXPECT_EQ(get_when("-WRONGTYPE Operation against a key\r\n"), Code::internal);
  EXPECT_EQ(get_when("*0\r\n"), Code::data_loss);
  EXPECT_EQ(get_when(":5\r\n"), Code::data_loss);
  EXPECT_EQ(get_when("-LOADING Redis is loading\r\n"), Code::unavailable);
  answer = "-OOM command not allowed\r\n";
  EXPECT_EQ(store.put(id_of("a"), "v", Duration(1)).error().code(), Code::resource_exhausted);
  answer = "$1\r\nx\r\n:1\r\n";
  EXPECT_EQ(store.get(id_of("a")).error().code(), Code::data_loss);
}

TEST(RedisCluster, EachKeyGoesToTheServerOfItsSlot) {
  std::string slots;
  Memory low_values;
  Memory high_values;
  int wrong = 0;
  const auto serve = [&](Memory& values, bool high, const Words& words) {
    if (words[0] == "CLUSTER") return Say{slots};
    if ((hash_slot(words.at(1)) >= kSlots / 2) != high) ++wrong;
    return values(words);
  };
  const FakeRedis low([&](const Words& words) { return serve(low_values, false, words); });
  const FakeRedis high([&](const Words& words) { return serve(high_values, true, words); });
  slots = halves(low, high);
  RedisStore store = store_at(low.text());
  for (int i = 0; i < 50; ++i)
    ASSERT_TRUE(store.put(id_of(std::to_string(i)), std::to_string(i), Duration(1)));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(store.get(id_of(std::to_string(i))).value(), std::to_string(i));
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(high.connections(), 1);
}

TEST(RedisCluster, FollowsASlotThatMovedAndRemembersIt) {
  Memory values;
  std::string slots;
  int asked_old = 0;
  const FakeRedis home(
      [&](const Words& words) { return words[0] == "CLUSTER" ? Say{slots} : values(words); });
  const FakeRedis old([&](const Words& words) {
    if (words[0] == "CLUSTER") return Say{slots};
    ++asked_old;
    return Say{"-MOVED " + std::to_string(hash_slot(words.at(1))) + " " + home.text() + "\r\n"};
  });
  slots = halves(old, old);
  RedisStore store = store_at(old.text());
  ASSERT_TRUE(store.put(id_of("a"), "value", Duration(1)));
  EXPECT_EQ(store.get(id_of("a")).value(), "value");
  EXPECT_EQ(asked_old, 1);
}

TEST(RedisCluster, AsksWhereASlotIsOnItsWay) {
  std::vector<Words> said;
  Memory values;
  const FakeRedis target([&](const Words& words) {
    said.push_back(words);
    return words[0] == "ASKING" ? Say{"+OK\r\n"} : values(words);
  });
  const FakeRedis source([&](const Words& words) {
    if (words[0] == "CLUSTER") return Say{"-ERR unknown command\r\n"};
    return Say{"-ASK " + std::to_string(hash_slot(words.at(1))) + " " + target.text() + "\r\n"};
  });
  RedisStore store = store_at(source.text());
  ASSERT_TRUE(store.put(id_of("a"), "value", Duration(1)));
  EXPECT_EQ(store.get(id_of("a")).value(), "value");
  ASSERT_EQ(said.size(), 4U);
  EXPECT_EQ(said[0][0], "ASKING");
  EXPECT_EQ(said[2][0], "ASKING") << "for one command only";
}

TEST(RedisCluster, ServersThatSendInCirclesCostAnError) {
  std::string first;
  std::string second;
  int commands = 0;
  const auto to = [&](const Words& words, const std::string& where) {
    if (words[0] == "CLUSTER") return Say{"-ERR no\r\n"};
    ++commands;
    return Say{"-MOVED " + std::to_string(hash_slot(words.at(1))) + " " + where + "\r\n"};
  };
  const FakeRedis a([&](const Words& words) { return to(words, second); });
  const FakeRedis b([&](const Words& words) { return to(words, first); });
  first = a.text();
  second = b.text();
  RedisStore store = store_at(a.text());
  EXPECT_EQ(store.get(id_of("a")).error().code(), Code::unavailable);
  EXPECT_LE(commands, 5);
}

TEST(RedisCluster, AfterAFailoverTheNewMasterIsFoundAtOnce) {
  std::string slots;
  Memory values;
  const FakeRedis survivor(
      [&](const Words& words) { return words[0] == "CLUSTER" ? Say{slots} : values(words); });
  std::optional<FakeRedis> victim;
  victim.emplace([&](const Words& words) { return words[0] == "CLUSTER" ? Say{slots} : values(words); });
  slots = halves(*victim, survivor);
  RedisStore store = store_at(survivor.text());
  ASSERT_TRUE(store.put(id_in(false), "low", Duration(1)));
  ASSERT_TRUE(store.put(id_in(true), "high", Duration(1)));
  EXPECT_EQ(victim->connections(), 1);
  const std::string promoted = halves(survivor, survivor);
  victim.reset();
  EXPECT_EQ(store.get(id_in(false)).error().code(), Code::unavailable) << "not promoted yet";
  EXPECT_EQ(store.get(id_in(true)).value(), "high") << "the other half goes on";
  slots = promoted;
  std::optional<Result<std::string>> found;
  const TimePoint deadline = system_clock().now() + std::chrono::seconds(20);
  do found = store.get(id_in(false));
  while (!*found && system_clock().now() < deadline);
  EXPECT_EQ(found->value(), "low");
}

TEST(RedisCluster, AnotherSeedIsAskedWhenTheFirstIsGone) {
  std::string gone;
  {
    const FakeRedis server(Memory{});
    gone = server.text();
  }
  const FakeRedis server(Memory{});
  RedisStore store = store_at(gone + "," + server.text());
  EXPECT_TRUE(store.put(id_of("a"), "value", Duration(1)));
}

TEST(RedisStore, AServerThatHangsCostsOneTimeoutOrTwoAndThenNothing) {
  const FakeRedis server([](const Words&) { return Say{}; });
  RedisStore store = store_at(server.text(), std::chrono::milliseconds(100));
  const TimePoint begin = system_clock().now();
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(store.get(id_of("a")));
  EXPECT_LT(system_clock().now() - begin, std::chrono::seconds(5));
}

}  // namespace
}  // namespace hg::cache::redis
