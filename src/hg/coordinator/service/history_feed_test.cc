#include "hg/coordinator/service/history_feed.h"

#include <gmock/gmock.h>

#include "hg/testing/fake_clock.h"

namespace hg::coordinator::service {
namespace {

using history::Outcome;
using ::testing::HasSubstr;

class HistoryOfCompiles : public ::testing::Test {
 protected:
  Demand demand_{.task = model::TaskId("t"),
                 .build = model::BuildId("b-1"),
                 .toolchain = model::ToolchainId("abc"),
                 .arch = "x86_64",
                 .client = "ipv4:10.0.0.7:4242",
                 .label = "src/a.c"};

  [[nodiscard]] Outcome outcome(const model::CompileOutcome& of, bool cancelled = false,
                                bool joined = false) const {
    return record_of({demand_, of, cancelled, joined}, {}).outcome;
  }
};

TEST_F(HistoryOfCompiles, ARecordSaysAllThatIsKnown) {
  model::CompileResult result;
  result.worker = model::WorkerId("w1");
  result.worker_address = "h:1";
  result.attempts = 2;
  result.times = {Duration(1), Duration(2), Duration(3)};
  result.outputs = {{model::OutputKind::object, "zz", 10}, {model::OutputKind::dwo, "z", 5}};
  const model::CompileOutcome ended = result;
  const auto record =
      record_of({demand_, ended, false, false, Duration(9), 100, 20}, WallTime(std::chrono::hours(3)));
  EXPECT_EQ(record.ended, WallTime(std::chrono::hours(3)));
  EXPECT_EQ(record.task, "t");
  EXPECT_EQ(record.build, "b-1");
  EXPECT_EQ(record.client, "10.0.0.7");
  EXPECT_EQ(record.file, "src/a.c");
  EXPECT_EQ(record.toolchain, "abc");
  EXPECT_EQ(record.worker, "w1");
  EXPECT_EQ(record.worker_address, "h:1");
  EXPECT_EQ(record.attempts, 2U);
  EXPECT_EQ(record.total, Duration(9));
  EXPECT_EQ(record.queued, Duration(1));
  EXPECT_EQ(record.compile, Duration(2));
  EXPECT_EQ(record.cpu, Duration(3));
  EXPECT_EQ(record.source_bytes, 100U);
  EXPECT_EQ(record.source_wire_bytes, 20U);
  EXPECT_EQ(record.output_bytes, 15U);
  EXPECT_EQ(record.output_wire_bytes, 3U);
}

TEST_F(HistoryOfCompiles, OutcomesAreThoseOfTheMetrics) {
  model::CompileResult result;
  EXPECT_EQ(outcome(result), Outcome::success);
  result.cached = model::CachedAt::coordinator;
  EXPECT_EQ(outcome(result), Outcome::cached);
  EXPECT_EQ(outcome(result, false, true), Outcome::joined);
  result.cached = model::CachedAt::worker;
  EXPECT_EQ(outcome(result), Outcome::cached_at_worker);
  result = {};
  result.exit_code = 1;
  EXPECT_EQ(outcome(result), Outcome::compile_error);
  EXPECT_EQ(outcome(result, true), Outcome::cancelled);
}

TEST_F(HistoryOfCompiles, AFailureHasItsReason) {
  const model::CompileOutcome failed = tl::unexpected(model::Failure{model::Reason::queue_full, "x"});
  EXPECT_EQ(outcome(failed), Outcome::failed);
  EXPECT_EQ(record_of({demand_, failed}, {}).reason, model::Reason::queue_full);
  EXPECT_EQ(record_of({demand_, failed, true}, {}).reason, model::Reason::none);
}

TEST(HistoryOfClients, KeepsWhatTheyDidWithoutTheGrid) {
  testing::FakeClock clock;
  const model::ClientOutcome local{.build = model::BuildId("b-1"),
                                   .label = "a.c",
                                   .reason = model::Reason::probe,
                                   .total = std::chrono::seconds(2)};
  const auto record = record_of(local, "ipv4:10.0.0.7:4242", clock.wall());
  EXPECT_EQ(record.outcome, Outcome::local);
  EXPECT_EQ(record.reason, model::Reason::probe);
  EXPECT_EQ(record.client, "10.0.0.7");
  EXPECT_EQ(record.build, "b-1");
  EXPECT_EQ(record.file, "a.c");
  EXPECT_EQ(record.total, std::chrono::seconds(2));
  EXPECT_EQ(record_of(model::ClientOutcome{.cached = true}, "", {}).outcome, Outcome::cached_at_client);
}

TEST(MachineOfAPeer, IsItsAddress) {
  EXPECT_EQ(machine_of("ipv4:10.0.0.7:4242"), "10.0.0.7");
  EXPECT_EQ(machine_of("ipv6:%5B::1%5D:4242"), "::1");
  EXPECT_EQ(machine_of("unix:/run/x:y"), "unix:/run/x:y");
  EXPECT_EQ(machine_of(""), "");
}

TEST(HistoryInNumbers, TellsWhatWasDropped) {
  testing::FakeClock clock;
  history::Memory memory({});
  history::Recorder::Options none;
  none.waiting = 0;
  history::Recorder recorder(none, clock, memory, {});
  recorder.add(history::CompileRecord{});
  metrics::Registry registry;
  registry.on_scrape([&](metrics::Sink& sink) { tell(sink, recorder); });
  EXPECT_THAT(registry.text(), HasSubstr("hybridgrid_history_records_total{result=\"dropped\"} 1\n"));
  EXPECT_THAT(registry.text(), HasSubstr("hybridgrid_history_database_up 0\n"));
}

}  // namespace
}  // namespace hg::coordinator::service
