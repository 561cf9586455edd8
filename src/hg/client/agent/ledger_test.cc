#include "hg/client/agent/ledger.h"

#include <gtest/gtest.h>

namespace hg::client::agent {
namespace {

using namespace std::chrono_literals;

ipc::Outcome remote(const std::string& worker) {
  return {.label = "a.c", .remote = true, .worker_address = worker, .times = {.cpu = 5ms}};
}
ipc::Outcome local(model::Reason reason) {
  return {.label = "b.c", .reason = reason};
}

TEST(Ledger, CountsByWorkerAndByReason) {
  Ledger ledger;
  ledger.add("b1", remote("h:1"));
  ledger.add("b1", remote("h:2"));
  ledger.add("b1", remote("h:2"));
  auto known = remote("h:3");
  known.cached = model::CachedAt::coordinator;
  ledger.add("b1", known);
  ledger.add("b1", local(model::Reason::link));
  ledger.add("b2", local(model::Reason::link));
  ledger.add("", local(model::Reason::link));
  const auto answer = ledger.answer("b1");
  EXPECT_TRUE(answer.known);
  EXPECT_EQ(answer.remote, 3U);
  EXPECT_EQ(answer.cached, 1U);
  EXPECT_EQ(answer.local, 1U);
  EXPECT_EQ(answer.remote_cpu, 15ms);
  ASSERT_EQ(answer.workers.size(), 2U);
  EXPECT_EQ(answer.workers[0], std::pair(std::string("h:2"), std::uint64_t{2}));
  EXPECT_EQ(answer.reasons[0].first, model::Reason::link);
  EXPECT_EQ(answer.recent.size(), 5U);
  EXPECT_EQ(ledger.finished(), 7U);
  EXPECT_FALSE(ledger.answer("b3").known);
}

TEST(Ledger, IsBounded) {
  Ledger ledger;
  for (int i = 0; i < 1000; ++i) ledger.add("old", remote("h:1"));
  EXPECT_EQ(ledger.answer("old").recent.size(), ipc::kRecentOutcomes);
  EXPECT_EQ(ledger.answer("old").remote, 1000U);
  for (std::size_t i = 0; i < Ledger::kMaxBuilds; ++i) ledger.add("b" + std::to_string(i), remote("h"));
  EXPECT_FALSE(ledger.answer("old").known);
  EXPECT_TRUE(ledger.answer("b0").known);
}

}  // namespace
}  // namespace hg::client::agent
