#include "hg/client/caching.h"

#include <gtest/gtest.h>

#include <map>

#include "hg/client/fake_ports.h"
#include "hg/testing/temp_directory.h"

namespace hg::client {
namespace {

using Kind = Verdict::Kind;
using cache::Counter;
using model::Reason;

class MemoryStore final : public cache::Store {
 public:
  Result<std::string> get(const cache::Id& id) override {
    const auto at = held.find(id);
    if (at == held.end()) return fail(Code::not_found, "nothing");
    return at->second;
  }
  Status put(const cache::Id& id, std::string_view bytes, Duration /*cost*/) override {
    if (broken) return fail(Code::unavailable, "full");
    held[id] = bytes;
    return {};
  }
  Status remove(const cache::Id& id) override {
    held.erase(id);
    return {};
  }

  std::map<cache::Id, std::string> held;
  bool broken = false;
};

struct FakeSearchPaths final : SearchPaths {
  Result<compiler::key::SearchPath> of(const std::string&, const model::Toolchain&,
                                       const compiler::Plan&) override {
    compiler::key::SearchPath path;
    path.all = {"/usr/include"};
    return path;
  }
};

// A wall clock that is far ahead, so that all files are old.
class LateClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return system_clock().now(); }
  [[nodiscard]] WallTime wall() const override { return system_clock().wall() + ahead; }
  Duration ahead = std::chrono::hours(1);
};

class CachingTest : public testing::TempDirectoryTest {
 protected:
  CachingTest() {
    settings_.coordinator = "h:9000";
    surroundings_.working_directory = root();
    surroundings_.variable = [](std::string_view) { return std::nullopt; };
    surroundings_.read_file = [](const std::string&) { return std::nullopt; };
    surroundings_.is_regular_or_absent = [](const std::string&) { return true; };
    surroundings_.exists = [](const std::string&) { return false; };
    write("a.c", "int x;\n");
  }

  // One invocation of hgbuild, as program.cc has it.
  Verdict compile() {
    const Invocation invocation{.program = "/usr/bin/gcc",
                                .argv = {"gcc", "-O2", "-c", in("a.c"), "-o", in("a.o")}};
    cache::Cache cache(store_);
    cache::FileDigests digests(nullptr, source_scanner(), clock_);
    TextRecord record;
    record.add("int x;\n");
    const Job job = prepare(invocation, settings_, surroundings_, toolchains_, files_);
    EXPECT_FALSE(job.stays);
    CachingCompile caching(
        job, settings_, surroundings_, {.own_name = "gcc"},
        {.cache = {.cache = cache, .digests = digests, .searches = searches_, .clock = clock_},
         .counters = counters_,
         .preprocessor = preprocessor_,
         .record = record,
         .agent = agent_,
         .files = files_,
         .interrupts = interrupts_});
    if (auto hit = caching.find()) return *hit;
    Verdict verdict = caching.run();
    may_keep_ = caching.may_keep(verdict);
    return verdict;
  }
  std::size_t asked() const { return agent_.tasks.size(); }

  Settings settings_;
  compiler::Surroundings surroundings_;
  LateClock clock_;
  MemoryStore store_;
  cache::Counters counters_ = cache::Counters::open(root());
  FakeToolchains toolchains_;
  FakePreprocessor preprocessor_;
  FakeAgent agent_;
  FakeFiles files_;
  FakeInterrupts interrupts_;
  FakeSearchPaths searches_;
  bool may_keep_ = false;
};

TEST_F(CachingTest, WhatTheGridHasMadeIsFoundWithoutAskingAnybody) {
  EXPECT_FALSE(compile().cached);
  files_.written.clear();
  const Verdict hit = compile();
  EXPECT_TRUE(hit.cached);
  EXPECT_EQ(hit.kind, Kind::finished);
  EXPECT_EQ(files_.written[in("a.o")].bytes, "OBJECT");
  EXPECT_EQ(agent_.hellos.size(), 1U);
  EXPECT_EQ(preprocessor_.runs, 1);
  EXPECT_EQ(counters_.value(Counter::direct_hit), 1U);
  EXPECT_EQ(counters_.value(Counter::miss), 1U);
}

TEST_F(CachingTest, KnownTextIsNotSent) {
  compile();
  write("a.c", "int x; // the same text, says the preprocessor\n");
  EXPECT_TRUE(compile().cached);
  EXPECT_EQ(asked(), 1U);
  EXPECT_EQ(counters_.value(Counter::text_hit), 1U);
  EXPECT_TRUE(compile().cached);
  EXPECT_EQ(counters_.value(Counter::direct_hit), 1U) << "remembered under the new source too";
}

TEST_F(CachingTest, AFileThatChangedMeanwhileIsNotRemembered) {
  clock_.ahead = std::chrono::hours(-1);
  compile();
  EXPECT_TRUE(compile().cached);
  EXPECT_EQ(counters_.value(Counter::direct_hit), 0U);
  EXPECT_EQ(counters_.value(Counter::text_hit), 1U) << "the text is what was compiled";
}

TEST_F(CachingTest, WhatMayNotBeStoredIsNot) {
  write("a.c", "int x; // hgbuild:nocache\n");
  compile();
  EXPECT_TRUE(store_.held.empty());
  EXPECT_FALSE(compile().cached);
}

TEST_F(CachingTest, AFailureIsNotStored) {
  agent_.outcome->exit_code = 1;
  EXPECT_EQ(compile().kind, Kind::local);
  EXPECT_TRUE(may_keep_);
  agent_.outcome = tl::unexpected(model::Failure{Reason::worker_lost, ""});
  EXPECT_EQ(compile().kind, Kind::local);
  EXPECT_TRUE(store_.held.empty());
}

TEST_F(CachingTest, AMessageThatTextMayHaveChangedIsNotStored) {
  agent_.outcome->standard_error = "a.c:1: warning";
  EXPECT_EQ(compile().outcome.reason, Reason::remote_error_unconfirmed);
  EXPECT_TRUE(store_.held.empty());
}

TEST_F(CachingTest, WhatOnlyThisMachineCanDoIsLeftAlone) {
  preprocessor_.failure = model::Failure{Reason::source_not_plain, ".incbin"};
  EXPECT_EQ(compile().kind, Kind::local);
  EXPECT_FALSE(may_keep_);
}

TEST_F(CachingTest, AStoreThatFailsCostsNothingButTheHit) {
  store_.broken = true;
  EXPECT_EQ(compile().kind, Kind::finished);
  EXPECT_EQ(compile().kind, Kind::finished);
  EXPECT_EQ(asked(), 2U);
}

TEST_F(CachingTest, DamageIsAMiss) {
  compile();
  for (auto& [id, bytes] : store_.held)
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  EXPECT_FALSE(compile().cached);
  EXPECT_EQ(asked(), 2U);
}

TEST_F(CachingTest, ReadNeverWrites) {
  settings_.cache = CacheUse::read;
  compile();
  EXPECT_TRUE(store_.held.empty());
  EXPECT_FALSE(may_keep_);
}

TEST_F(CachingTest, RecacheCompilesAndStores) {
  compile();
  settings_.recache = true;
  EXPECT_FALSE(compile().cached);
  EXPECT_EQ(asked(), 2U);
  EXPECT_EQ(counters_.value(Counter::recached), 1U);
}

TEST_F(CachingTest, WhereAHitCannotBeWrittenTheCompilerSaysSo) {
  compile();
  files_.forbidden = in("a.o");
  EXPECT_EQ(compile().kind, Kind::local);
}

}  // namespace
}  // namespace hg::client
