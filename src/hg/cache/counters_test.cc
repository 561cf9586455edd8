#include "hg/cache/counters.h"

#include <gtest/gtest.h>

#include <set>

#include "hg/cache/envelope.h"
#include "hg/cache/wrappers.h"
#include "hg/testing/temp_directory.h"

namespace hg::cache {
namespace {

using model::Reason;

class Counting : public testing::TempDirectoryTest {
 protected:
  [[nodiscard]] Counters counters() const { return Counters::open(root()); }
};

TEST_F(Counting, AllProcessesCountTogether) {
  counters().add(Counter::direct_hit);
  counters().add(Counter::direct_hit, 2);
  counters().add(Reason::plugin);
  EXPECT_EQ(counters().value(Counter::direct_hit), 3U);
  EXPECT_EQ(counters().value(Reason::plugin), 1U);
  EXPECT_EQ(counters().value(Counter::miss), 0U);
  counters().reset();
  EXPECT_EQ(counters().value(Counter::direct_hit), 0U);
}

TEST_F(Counting, EveryCounterAndReasonHasItsOwnPlace) {
  const Counters all = counters();
  constexpr int kReasons = static_cast<int>(Reason::remote_error_unconfirmed) + 1;
  for (int i = 0; i < kCounters; ++i) all.add(static_cast<Counter>(i), static_cast<std::uint64_t>(i) + 1);
  for (int i = 0; i < kReasons; ++i) all.add(static_cast<Reason>(i));
  for (int i = 0; i < kCounters; ++i) {
    EXPECT_EQ(all.value(static_cast<Counter>(i)), static_cast<std::uint64_t>(i) + 1) << i;
  }
  for (int i = 0; i < kReasons; ++i) EXPECT_EQ(all.value(static_cast<Reason>(i)), 1U) << i;
}

TEST_F(Counting, WithoutADirectoryNothingIsCounted) {
  const Counters none = Counters::open(in("none"));
  none.add(Counter::miss);
  none.reset();
  EXPECT_EQ(none.value(Counter::miss), 0U);
}

const Id kId{.kind = Kind::result, .key = digest::sha256("key")};

class FakeStore final : public Store {
 public:
  Result<std::string> get(const Id& /*id*/) override { return answer; }
  Status put(const Id& /*id*/, std::string_view bytes, Duration /*cost*/) override {
    answer = std::string(bytes);
    return put_status;
  }
  Status remove(const Id& /*id*/) override {
    ++removed;
    return {};
  }
  Result<std::string> answer = fail(Code::not_found, "");
  Status put_status;
  int removed = 0;
};

class Wrapped : public Counting {
 protected:
  FakeStore inner_;
};

TEST_F(Wrapped, OnlyIntactBytesPassAVerifyingStore) {
  VerifyingStore store(inner_);
  ASSERT_TRUE(store.put(kId, seal(kId, "x"), {}));
  EXPECT_EQ(store.get(kId).value(), seal(kId, "x"));
  EXPECT_FALSE(store.put(kId, "not sealed", {}));
  EXPECT_TRUE(inner_.answer) << "and it did not reach the store";
  inner_.answer = seal({.kind = Kind::result, .key = digest::sha256("other")}, "x");
  EXPECT_EQ(store.get(kId).error().code(), Code::data_loss);
  EXPECT_EQ(inner_.removed, 1);
}

TEST_F(Wrapped, ACountingStoreTellsMissesFromFailures) {
  const Counters counters = this->counters();
  CountingStore store(inner_, counters);
  EXPECT_FALSE(store.get(kId));
  EXPECT_EQ(counters.value(Counter::failed), 0U);
  inner_.answer = fail(Code::unavailable, "");
  EXPECT_FALSE(store.get(kId));
  EXPECT_EQ(counters.value(Counter::failed), 1U);
  ASSERT_TRUE(store.put(kId, "12345", {}));
  ASSERT_TRUE(store.get(kId));
  EXPECT_EQ(counters.value(Counter::bytes_written), 5U);
  EXPECT_EQ(counters.value(Counter::bytes_read), 5U);
  inner_.put_status = fail(Code::resource_exhausted, "full");
  EXPECT_FALSE(store.put(kId, "12345", {}));
  EXPECT_EQ(counters.value(Counter::not_stored), 1U);
}

TEST_F(Wrapped, ALimitedStoreLimitsBothWays) {
  LimitedStore store(inner_, 4);
  EXPECT_EQ(store.put(kId, "12345", {}).error().code(), Code::resource_exhausted);
  EXPECT_TRUE(store.put(kId, "1234", {}));
  EXPECT_TRUE(store.get(kId));
  inner_.answer = "12345";
  EXPECT_EQ(store.get(kId).error().code(), Code::resource_exhausted);
}

TEST_F(Wrapped, AReadOnlyStoreOnlyReads) {
  ReadOnlyStore store(inner_);
  inner_.answer = "there";
  EXPECT_TRUE(store.put(kId, "other", {}));
  EXPECT_TRUE(store.remove(kId));
  EXPECT_EQ(store.get(kId).value(), "there");
  EXPECT_EQ(inner_.removed, 0);
}

}  // namespace
}  // namespace hg::cache
