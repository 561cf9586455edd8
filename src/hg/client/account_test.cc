#include "hg/client/account.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "hg/cache/key.h"

namespace hg::client {
namespace {

using journal::Ending;
using Kind = Verdict::Kind;

class AccountTest : public ::testing::Test {
 protected:
  AccountTest() {
    job_.program = "gcc";
    job_.label = "../src/a.c";
    job_.plan.input = "../src/a.c";
    job_.plan.outputs = {{model::OutputKind::object, "a.o"}};
    job_.plan.remote = {"-O2"};
    surroundings_.working_directory = "/w/build";
    trace_.files = {{"../src/a.c", digest::sha256("a")}};
    trace_.result = cache::ResultKey(digest::sha256("result"));
  }

  journal::Record account(const Verdict& verdict) {
    const Speech speech{.own_name = "gcc", .columns = 80};
    const Compiled compiled{.job = job_,
                            .verdict = verdict,
                            .surroundings = surroundings_,
                            .speech = speech,
                            .trace = with_cache_ ? &trace_ : nullptr};
    journal::Record record = account_of(compiled);
    add_details(compiled, record);
    return record;
  }
  static bool has(const journal::Record& record, const std::string& kind) {
    return std::any_of(record.parts.begin(), record.parts.end(),
                       [&](const cache::KeyPart& part) { return part.kind == kind; });
  }
  static Verdict finished(bool remote, bool cached) {
    Verdict verdict;
    verdict.kind = Kind::finished;
    verdict.cached = cached;
    verdict.outcome.remote = remote;
    return verdict;
  }

  Job job_;
  compiler::Surroundings surroundings_;
  CacheSession::Trace trace_;
  bool with_cache_ = true;
};

TEST_F(AccountTest, TellsHowItEnded) {
  EXPECT_EQ(account(finished(true, false)).ending, Ending::compiled_there);
  EXPECT_EQ(account(finished(true, true)).ending, Ending::text_hit);
  EXPECT_EQ(account(finished(false, true)).ending, Ending::direct_hit);
  Verdict verdict;
  verdict.kind = Kind::local;
  verdict.outcome.reason = model::Reason::no_workers;
  EXPECT_EQ(account(verdict).ending, Ending::compiled_here);
  EXPECT_EQ(account(verdict).reason, model::Reason::no_workers);
  verdict.kind = Kind::refused;
  EXPECT_EQ(account(verdict).ending, Ending::not_compiled);
}

TEST_F(AccountTest, NamesFilesAbsolutely) {
  const auto record = account(finished(true, false));
  EXPECT_EQ(record.source, "/w/src/a.c");
  ASSERT_EQ(record.files.size(), 1U);
  EXPECT_EQ(record.files[0].path, "/w/src/a.c");
  EXPECT_EQ(record.output, "a.o");
  EXPECT_EQ(record.result.size(), 32U);
  EXPECT_TRUE(record.with_cache);
}

TEST_F(AccountTest, TheFilesOfAHitAreThoseOfItsVariant) {
  trace_.files.clear();
  trace_.manifest.emplace();
  for (const char* const header : {"old.h", "new.h"}) {
    ASSERT_TRUE(trace_.manifest->add(
        {.files = {{"../src/a.c", digest::sha256("a")}, {header, digest::sha256(header)}},
         .absent = {},
         .result = *trace_.result,
         .dependencies = ""}));
  }
  trace_.variant = 1;
  const auto record = account(finished(false, true));
  ASSERT_EQ(record.files.size(), 2U);
  EXPECT_EQ(record.files[1].path, "/w/build/old.h");
}

TEST_F(AccountTest, HowMessagesLookCountsWhereThereWereSome) {
  EXPECT_TRUE(has(account(finished(true, false)), "argument"));
  EXPECT_FALSE(has(account(finished(true, false)), "columns of the terminal"));
  trace_.spoken = true;
  EXPECT_TRUE(has(account(finished(true, false)), "columns of the terminal"));
}

TEST_F(AccountTest, WhatHasNoPlanIsToldByItsReason) {
  job_.stays = model::Failure{model::Reason::link, "-o"};
  Verdict verdict;
  verdict.outcome.reason = model::Reason::link;
  EXPECT_TRUE(account(verdict).parts.empty());
}

TEST_F(AccountTest, WithoutACacheTheCommandIsKnownStill) {
  with_cache_ = false;
  const auto record = account(finished(true, false));
  EXPECT_TRUE(has(record, "argument"));
  EXPECT_TRUE(record.files.empty());
  EXPECT_FALSE(record.with_cache);
}

}  // namespace
}  // namespace hg::client
