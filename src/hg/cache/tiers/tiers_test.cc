#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "hg/cache/entry.h"
#include "hg/cache/envelope.h"
#include "hg/cache/tiers/breaker_store.h"
#include "hg/cache/tiers/metered_store.h"
#include "hg/cache/tiers/tiered_store.h"
#include "hg/cache/wrappers.h"
#include "hg/codec/zstd.h"
#include "hg/testing/fake_clock.h"

namespace hg::cache::tiers {
namespace {

using resilience::CircuitState;

// A map, that fails when it is told to.
class FakeStore final : public Store {
 public:
  Result<std::string> get(const Id& id) override {
    ++asked;
    if (broken) return fail(*broken, "told to fail");
    const auto found = values.find(id);
    if (found == values.end()) return fail(Code::not_found, "");
    return found->second;
  }
  Status put(const Id& id, std::string_view bytes, Duration cost) override {
    ++asked;
    if (broken) return fail(*broken, "told to fail");
    values[id] = bytes;
    last_cost = cost;
    return {};
  }
  Status remove(const Id& id) override {
    ++asked;
    if (broken) return fail(*broken, "told to fail");
    values.erase(id);
    return {};
  }

  std::map<Id, std::string> values;
  std::optional<Code> broken;
  int asked = 0;
  Duration last_cost{0};
};

const Id kId{Kind::result, digest::sha256("a")};

std::string sealed_entry(Duration cost) {
  Entry entry;
  entry.outputs = {{model::OutputKind::object, codec::compress("object"), 6}};
  entry.compile_time = cost;
  return seal(kId, encode(entry).value());
}

class Breaker : public ::testing::Test {
 protected:
  testing::FakeClock clock_;
  FakeStore inner_;
  BreakerStore store_{inner_,
                      resilience::CircuitBreaker::make({.failure_percent = 50,
                                                        .min_samples = 3,
                                                        .max_samples = 20,
                                                        .window = std::chrono::seconds(30),
                                                        .open_for = std::chrono::seconds(5)},
                                                       clock_)
                          .value(),
                      "the store"};
};

TEST_F(Breaker, LeavesAStoreAloneThatFailsAndTriesItAgain) {
  inner_.broken = Code::deadline_exceeded;
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(store_.get(kId));
  EXPECT_EQ(inner_.asked, 3);
  EXPECT_EQ(store_.report().state, CircuitState::open);
  EXPECT_EQ(store_.put(kId, "x", Duration(1)).error().code(), Code::unavailable);
  clock_.advance(std::chrono::seconds(6));
  EXPECT_FALSE(store_.get(kId)) << "still broken";
  EXPECT_FALSE(store_.get(kId));
  EXPECT_EQ(inner_.asked, 4);
  inner_.broken.reset();
  clock_.advance(std::chrono::seconds(6));
  EXPECT_TRUE(store_.put(kId, "x", Duration(1)));
  EXPECT_EQ(store_.get(kId).value(), "x");
  EXPECT_EQ(store_.report().state, CircuitState::closed);
}

TEST_F(Breaker, AStoreThatAnswersIsNotLeftAlone) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(store_.get(kId).error().code(), Code::not_found);
  inner_.broken = Code::resource_exhausted;
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(store_.put(kId, "too large", Duration(1)));
  EXPECT_EQ(inner_.asked, 20);
  EXPECT_EQ(store_.report().state, CircuitState::closed);
}

TEST_F(Breaker, DamageIsAFailure) {
  VerifyingStore verifying(inner_);
  BreakerStore store(verifying, resilience::CircuitBreaker::make({}, clock_).value(), "the store");
  for (int i = 0; i < 5; ++i) {
    inner_.values[kId] = "garbage";
    EXPECT_EQ(store.get(kId).error().code(), Code::data_loss);
  }
  EXPECT_EQ(store.report().state, CircuitState::open);
}

TEST(Tiered, WhatIsFarIsNearTheNextTime) {
  FakeStore near;
  FakeStore far;
  TieredStore store(near, far);
  EXPECT_EQ(store.get(kId).error().code(), Code::not_found);
  const std::string bytes = sealed_entry(std::chrono::seconds(7));
  far.values[kId] = bytes;
  EXPECT_EQ(store.get(kId).value(), bytes);
  EXPECT_EQ(near.values[kId], bytes);
  EXPECT_EQ(near.last_cost, std::chrono::seconds(7)) << "as if it had been compiled here";
  const int asked = far.asked;
  EXPECT_EQ(store.get(kId).value(), bytes);
  EXPECT_EQ(far.asked, asked);
}

TEST(Tiered, WritesAndForgetsInBoth) {
  FakeStore near;
  FakeStore far;
  TieredStore store(near, far);
  EXPECT_TRUE(store.put(kId, "x", Duration(1)));
  EXPECT_EQ(near.values.size() + far.values.size(), 2U);
  EXPECT_TRUE(store.remove(kId));
  EXPECT_EQ(near.values.size() + far.values.size(), 0U);
}

TEST(Tiered, EitherMayFail) {
  FakeStore near;
  FakeStore far;
  TieredStore store(near, far);
  near.broken = Code::unavailable;
  far.values[kId] = "x";
  EXPECT_EQ(store.get(kId).value(), "x");
  EXPECT_TRUE(store.put(kId, "y", Duration(1)));
  near.broken.reset();
  far.broken = Code::deadline_exceeded;
  EXPECT_EQ(store.get(kId).error().code(), Code::deadline_exceeded);
  EXPECT_TRUE(store.put(kId, "y", Duration(1)));
  EXPECT_EQ(store.get(kId).value(), "y");
  near.broken = Code::unavailable;
  EXPECT_FALSE(store.put(kId, "y", Duration(1)));
}

TEST(Tiered, DamageNearByDoesNotHideWhatIsWellAfar) {
  FakeStore near;
  FakeStore far;
  VerifyingStore near_verified(near);
  VerifyingStore far_verified(far);
  TieredStore store(near_verified, far_verified);
  const std::string bytes = sealed_entry(std::chrono::seconds(1));
  near.values[kId] = "garbage";
  far.values[kId] = bytes;
  EXPECT_EQ(store.get(kId).value(), bytes);
  EXPECT_EQ(near.values[kId], bytes);
  EXPECT_EQ(far.values[kId], bytes);
}

TEST(Metered, Counts) {
  FakeStore inner;
  MeteredStore store(inner);
  (void)store.get(kId);
  ASSERT_TRUE(store.put(kId, "xyz", Duration(1)));
  (void)store.get(kId);
  inner.broken = Code::unavailable;
  (void)store.get(kId);
  (void)store.put(kId, "xyz", Duration(1));
  const auto counts = store.counts();
  EXPECT_EQ(counts.hits, 1U);
  EXPECT_EQ(counts.misses, 1U);
  EXPECT_EQ(counts.read_errors, 1U);
  EXPECT_EQ(counts.stored, 1U);
  EXPECT_EQ(counts.write_errors, 1U);
  EXPECT_EQ(counts.bytes_read, 3U);
  EXPECT_EQ(counts.bytes_written, 3U);
}

}  // namespace
}  // namespace hg::cache::tiers
