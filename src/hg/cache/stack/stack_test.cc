#include "hg/cache/stack/stack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/cache/envelope.h"
#include "hg/cache/redis/fake_redis.h"
#include "hg/cache/redis/redis_store.h"
#include "hg/cache/stack/stack_metrics.h"
#include "hg/os/signals.h"
#include "hg/testing/temp_directory.h"

namespace hg::cache::stack {
namespace {

using ::testing::HasSubstr;

const Id kId{Kind::result, digest::sha256("a")};

class StackTest : public testing::TempDirectoryTest {
 protected:
  void SetUp() override { os::set_up_signals(); }
  Stack with(const std::string& directory, const std::string& shared) {
    Options options{.directory = directory.empty() ? "" : in(directory), .shared = std::nullopt};
    if (!shared.empty()) options.shared = SharedOptions{.place = parse_place(shared).value()};
    return {options, system_clock()};
  }
  const std::string bytes_ = seal(kId, "payload");
};

TEST_F(StackTest, PlacesAreReadAndShownWithoutSecrets) {
  EXPECT_EQ(to_string(parse_place("redis://me:secret@h").value()), "redis://h:6379/0");
  EXPECT_EQ(to_string(parse_place("https://me:secret@h/p").value()), "https://h/p");
  EXPECT_EQ(parse_place("rediss://me:secret@h").error().message(),
            "must begin with redis://, http:// or https://");
}

TEST_F(StackTest, NothingToKeepResultsInIsNoStore) {
  EXPECT_EQ(with("", "").store(), nullptr);
  EXPECT_EQ(Stack({.directory = "/proc/nowhere", .shared = std::nullopt}, system_clock()).store(), nullptr);
}

TEST_F(StackTest, WhatOneCoordinatorKeepsAnotherFindsInTheSharedStore) {
  const redis::FakeRedis server(redis::Memory{});
  ASSERT_TRUE(with("first", "redis://" + server.text()).store()->put(kId, bytes_, Duration(1)));
  const Stack other = with("second", "redis://" + server.text());
  EXPECT_EQ(other.store()->get(kId).value(), bytes_);
  EXPECT_EQ(with("second", "").store()->get(kId).value(), bytes_) << "and keeps it near from then on";
  EXPECT_EQ(other.tiers().at(0).counts.misses, 1U);
  EXPECT_EQ(other.tiers().at(1).counts.hits, 1U);
}

TEST_F(StackTest, ASharedStoreThatLiesCostsAMissAndItsEntry) {
  const redis::FakeRedis server(redis::Memory{});
  const Id other{Kind::result, digest::sha256("b")};
  redis::RedisStore raw({.place = *redis::parse_place("redis://" + server.text())}, system_clock());
  ASSERT_TRUE(raw.put(kId, seal(other, "payload"), Duration(1)));
  const Stack stack = with("disk", "redis://" + server.text());
  EXPECT_FALSE(stack.store()->get(kId));
  EXPECT_EQ(raw.get(kId).error().code(), Code::not_found);
}

TEST_F(StackTest, ASharedStoreThatIsGoneCostsOnlyItself) {
  const Stack stack = with("disk", "redis://127.0.0.1:1");
  EXPECT_TRUE(stack.store()->put(kId, bytes_, Duration(1)));
  EXPECT_EQ(stack.store()->get(kId).value(), bytes_);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(stack.store()->get({Kind::result, digest::sha256("c")}));
  EXPECT_EQ(stack.tiers().at(1).circuit, resilience::CircuitState::open);
}

TEST_F(StackTest, ItsNumbersAreTold) {
  const Stack stack = with("disk", "http://127.0.0.1:1");
  (void)stack.store()->get(kId);
  metrics::Registry registry;
  registry.on_scrape([&](metrics::Sink& sink) { tell(sink, stack); });
  const std::string text = registry.text();
  EXPECT_THAT(text, HasSubstr("hybridgrid_cache_reads_total{result=\"miss\",tier=\"disk\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hybridgrid_cache_reads_total{result=\"error\",tier=\"shared\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hybridgrid_cache_circuit_state{state=\"CLOSED\",tier=\"shared\"} 1\n"));
}

}  // namespace
}  // namespace hg::cache::stack
