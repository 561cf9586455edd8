#include "hg/history/builds.h"

#include <gtest/gtest.h>

#include "hg/history/fakes.h"

namespace hg::history {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

CompileRecord at(Duration time, std::string build = "", std::string client = "10.0.0.1") {
  CompileRecord made = record("a.c");
  made.ended = WallTime(std::chrono::hours(1) + time);
  made.id = static_cast<RecordId>(time.count() + 1);
  made.build = std::move(build);
  made.client = std::move(client);
  return made;
}

TEST(BuildsOfRecords, WhatTheClientNamedIsOneBuildHoweverLongItTakes) {
  Builds builds({});
  builds.add(at(seconds(0), "b-1"));
  builds.add(at(seconds(1), "b-2"));
  const Build& again = builds.add(at(minutes(30), "b-1"));
  EXPECT_EQ(again.tally.compiles(), 2U);
  EXPECT_FALSE(again.inferred);
  ASSERT_EQ(builds.all().size(), 2U);
  EXPECT_EQ(builds.all().front().id, "b-1");
}

TEST(BuildsOfRecords, UnnamedOnesAreToldByGapsOfTheirClient) {
  Builds builds({});
  const std::string first = builds.add(at(seconds(0))).id;
  const std::string other = builds.add(at(seconds(1), "", "10.0.0.2")).id;
  const std::string same = builds.add(at(minutes(4))).id;
  const std::string next = builds.add(at(minutes(10))).id;
  EXPECT_NE(first, other);
  EXPECT_EQ(first, same);
  EXPECT_NE(first, next);
  EXPECT_TRUE(builds.find(next)->inferred);
}

TEST(BuildsOfRecords, ALongCompileIsNoGap) {
  Builds builds({});
  const std::string first = builds.add(at(seconds(0))).id;
  CompileRecord slow = at(minutes(10));
  slow.total = minutes(9);
  EXPECT_EQ(builds.add(slow).id, first);
}

TEST(BuildsOfRecords, TheirNumbersAreThoseOfTheirCompiles) {
  Builds builds({});
  CompileRecord compiled = at(seconds(5), "b");
  compiled.total = seconds(4);
  compiled.compile = seconds(3);
  compiled.attempts = 3;
  compiled.source_wire_bytes = 10;
  compiled.output_wire_bytes = 5;
  builds.add(compiled);
  CompileRecord cached = at(seconds(6), "b");
  cached.outcome = Outcome::cached;
  cached.attempts = 0;
  cached.saved = seconds(2);
  builds.add(cached);
  CompileRecord failed = at(seconds(7), "b");
  failed.outcome = Outcome::failed;
  failed.reason = model::Reason::queue_full;
  const Build& build = builds.add(failed);
  EXPECT_EQ(build.tally.count(Outcome::success), 1U);
  EXPECT_EQ(build.tally.count(Outcome::cached), 1U);
  EXPECT_EQ(build.tally.failures.at(model::Reason::queue_full), 1U);
  EXPECT_EQ(build.tally.retries, 2U);
  EXPECT_EQ(build.tally.compile, seconds(3));
  EXPECT_EQ(build.tally.saved, seconds(2));
  EXPECT_EQ(build.tally.wire_bytes, 15U);
  EXPECT_EQ(build.last - build.first, seconds(6));
}

TEST(BuildsOfRecords, TheOneThatEndedFirstIsForgotten) {
  Builds builds({.most = 2});
  builds.add(at(seconds(0), "a"));
  builds.add(at(seconds(1), "b"));
  builds.add(at(seconds(2), "a"));
  builds.add(at(seconds(3), "c"));
  EXPECT_EQ(builds.find("b"), nullptr);
  EXPECT_NE(builds.find("a"), nullptr);
  EXPECT_EQ(builds.all().size(), 2U);
}

TEST(BuildsOfRecords, AForgottenUnnamedBuildIsNotContinued) {
  Builds builds({.most = 1});
  const std::string first = builds.add(at(seconds(0))).id;
  builds.add(at(seconds(1), "b"));
  EXPECT_NE(builds.add(at(seconds(2))).id, first);
}

}  // namespace
}  // namespace hg::history
