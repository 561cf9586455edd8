#include "hg/history/recorder.h"

#include <gtest/gtest.h>

#include <limits>

#include "hg/history/fakes.h"
#include "hg/testing/fake_clock.h"

namespace hg::history {
namespace {

using std::chrono::seconds;

constexpr RecordId kNow = std::numeric_limits<RecordId>::max();

// The destructor of a Recorder writes what was added, so each life is a scope.
class HistoryRecorder : public ::testing::Test {
 protected:
  Recorder::Options options() {
    Recorder::Options made;
    made.batch = Duration(0);
    return made;
  }
  std::vector<CompileRecord> remembered() {
    return memory_.records([](const auto&) { return true; }, kNow, 1000).items;
  }
  Recorder::Open open() {
    return [this] { return FakeArchive::open(disk_); };
  }

  testing::FakeClock clock_;
  Memory memory_{{}};
  Guarded<FakeDisk> disk_;
};

TEST_F(HistoryRecorder, WhatIsAddedIsInMemoryAndInTheArchive) {
  {
    Recorder recorder(options(), clock_, memory_, open());
    recorder.add(record("a.c"));
    recorder.add(record("b.c"));
    recorder.add(Event{.kind = "worker-lost"});
  }
  ASSERT_EQ(remembered().size(), 2U);
  EXPECT_EQ(remembered()[0].file, "b.c");
  EXPECT_GT(remembered()[0].id, remembered()[1].id);
  EXPECT_EQ(memory_.events(kNow, 9).items.size(), 1U);
  disk_.with([](FakeDisk& disk) {
    EXPECT_EQ(disk.records.size(), 2U);
    EXPECT_EQ(disk.events.size(), 1U);
    EXPECT_EQ(disk.pruned, 1);
  });
}

TEST_F(HistoryRecorder, TheNextLifeRemembers) {
  {
    Recorder(options(), clock_, memory_, open()).add(record("a.c"));
  }
  Memory later{{}};
  {
    Recorder(options(), clock_, later, open()).add(record("a.c", Outcome::cached));
  }
  const auto both = later.records([](const auto&) { return true; }, kNow, 9).items;
  ASSERT_EQ(both.size(), 2U);
  EXPECT_GT(both[0].id, both[1].id);
}

TEST_F(HistoryRecorder, WithoutAnArchiveThereIsMemory) {
  Recorder::Counts counts;
  {
    Recorder recorder(options(), clock_, memory_, {});
    recorder.add(record("a.c"));
    while (recorder.counts().recorded == 0) std::this_thread::yield();
    counts = recorder.counts();
  }
  EXPECT_EQ(remembered().size(), 1U);
  EXPECT_EQ(counts.unwritten, 0U);
  EXPECT_FALSE(counts.archive_works);
}

TEST_F(HistoryRecorder, AnArchiveThatFailsIsOpenedAgainLater) {
  disk_.with([](FakeDisk& disk) { disk.broken = true; });
  Recorder recorder(options(), clock_, memory_, open());
  const auto add_and_wait = [&] {
    const auto before = recorder.counts().recorded;
    recorder.add(record("a.c"));
    while (recorder.counts().recorded == before) std::this_thread::yield();
  };
  add_and_wait();
  while (recorder.counts().unwritten < 1) std::this_thread::yield();
  disk_.with([](FakeDisk& disk) { disk.broken = false; });
  add_and_wait();  // too early to open it again
  while (recorder.counts().unwritten < 2) std::this_thread::yield();
  EXPECT_EQ(disk_.with([](FakeDisk& disk) { return disk.opened; }), 1);
  clock_.advance(seconds(31));
  add_and_wait();
  while (disk_.with([](FakeDisk& disk) { return disk.records.empty(); })) std::this_thread::yield();
  EXPECT_TRUE(recorder.counts().archive_works);
  EXPECT_EQ(recorder.counts().unwritten, 2U);
  EXPECT_EQ(remembered().size(), 3U);
}

TEST_F(HistoryRecorder, WhatIsTooMuchIsDroppedAndCounted) {
  Recorder::Options small = options();
  small.waiting = 5;
  small.batch = std::chrono::hours(1);  // the thread gathers: nothing is taken before the end
  Recorder::Counts counts;
  {
    Recorder recorder(small, clock_, memory_, open());
    for (int i = 0; i < 9; ++i) recorder.add(record("a.c"));
    counts = recorder.counts();
  }
  EXPECT_EQ(counts.dropped, 4U);
  EXPECT_EQ(remembered().size(), 5U);
}

TEST_F(HistoryRecorder, ACachedCompileSavedWhatTheLastOneTook) {
  {
    Recorder recorder(options(), clock_, memory_, {});
    CompileRecord slow = record("a.c");
    slow.compile = seconds(3);
    recorder.add(slow);
    recorder.add(record("a.c", Outcome::cached));
    recorder.add(record("unknown.c", Outcome::joined));
  }
  EXPECT_EQ(remembered().at(1).saved, seconds(3));
  EXPECT_EQ(remembered().at(0).saved, seconds(0));
}

}  // namespace
}  // namespace hg::history
