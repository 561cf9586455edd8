#include "hg/history/sqlite/sqlite_archive.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "hg/history/fakes.h"
#include "hg/testing/temp_directory.h"

namespace hg::history::sqlite {
namespace {

using std::chrono::hours;
using ::testing::HasSubstr;

class HistoryDatabase : public testing::TempDirectoryTest {
 protected:
  std::unique_ptr<Archive> open() {
    auto opened = SqliteArchive::open(path());
    EXPECT_TRUE(opened) << opened.error().to_string();
    return std::move(opened).value();
  }
  std::string path() { return in("deep/history.db"); }
};

CompileRecord full() {
  CompileRecord made = record(std::string("\xff\0<b>.c", 7), Outcome::failed);
  made.id = 5;
  made.ended = WallTime(hours(2));
  made.task = "t";
  made.build = "b";
  made.toolchain = "abc";
  made.reason = model::Reason::queue_full;
  made.exit_code = -1;
  made.worker = "w";
  made.worker_address = "h:1";
  made.attempts = 4;
  made.total = Duration(10);
  made.queued = Duration(9);
  made.compile = Duration(8);
  made.cpu = Duration(7);
  made.saved = Duration(6);
  made.source_bytes = 5;
  made.source_wire_bytes = 4;
  made.output_bytes = 3;
  made.output_wire_bytes = 2;
  return made;
}

TEST_F(HistoryDatabase, EverythingOfARecordSurvivesARestart) {
  ASSERT_TRUE(open()->append({full()}, {{5, WallTime(hours(1)), Severity::error, "kind", "who", "text"}}));
  const auto archive = open();
  const auto records = archive->records(10).value();
  ASSERT_EQ(records.size(), 1U);
  const CompileRecord& read = records[0];
  const CompileRecord wrote = full();
  EXPECT_EQ(std::tie(read.id, read.ended, read.task, read.build, read.client, read.file, read.toolchain,
                     read.outcome),
            std::tie(wrote.id, wrote.ended, wrote.task, wrote.build, wrote.client, wrote.file,
                     wrote.toolchain, wrote.outcome));
  EXPECT_EQ(std::tie(read.reason, read.exit_code, read.worker, read.worker_address, read.attempts, read.total,
                     read.queued, read.compile, read.cpu, read.saved),
            std::tie(wrote.reason, wrote.exit_code, wrote.worker, wrote.worker_address, wrote.attempts,
                     wrote.total, wrote.queued, wrote.compile, wrote.cpu, wrote.saved));
  EXPECT_EQ(
      std::tie(read.source_bytes, read.source_wire_bytes, read.output_bytes, read.output_wire_bytes),
      std::tie(wrote.source_bytes, wrote.source_wire_bytes, wrote.output_bytes, wrote.output_wire_bytes));
  const auto events = archive->events(10).value();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].severity, Severity::error);
  EXPECT_EQ(events[0].text, "text");
}

TEST_F(HistoryDatabase, TheNewestComeOldestFirst) {
  const auto archive = open();
  std::vector<CompileRecord> many;
  for (RecordId id = 1; id <= 9; ++id) {
    many.push_back(record("a.c"));
    many.back().id = id;
  }
  ASSERT_TRUE(archive->append(many, {}));
  const auto newest = archive->records(2).value();
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0].id, 8U);
  EXPECT_EQ(newest[1].id, 9U);
}

TEST_F(HistoryDatabase, WhatIsOldOrTooMuchIsForgotten) {
  const auto archive = open();
  std::vector<CompileRecord> many;
  for (RecordId id = 1; id <= 9; ++id) {
    many.push_back(record("a.c"));
    many.back().id = id;
    many.back().ended = WallTime(hours(id));
  }
  ASSERT_TRUE(archive->append(many, {}));
  ASSERT_TRUE(archive->prune({.age = hours(5), .records = 100}, WallTime(hours(10))));
  EXPECT_EQ(archive->records(100).value().size(), 5U);
  ASSERT_TRUE(archive->prune({.age = hours(100), .records = 2}, WallTime(hours(10))));
  EXPECT_EQ(archive->records(100).value().front().id, 8U);
}

TEST_F(HistoryDatabase, WhatIsNoDatabaseIsRefusedAndLeftAsItIs) {
  write("deep/history.db", "this is somebody's letter, and not a database at all");
  const auto opened = SqliteArchive::open(path());
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().to_string(), HasSubstr("not a database"));
  EXPECT_THAT(read("deep/history.db"), HasSubstr("letter"));
}

TEST_F(HistoryDatabase, AnotherVersionIsRefusedWithAWayOut) {
  open();
  ASSERT_TRUE(Database::open(path())->execute("PRAGMA user_version=99"));
  const auto opened = SqliteArchive::open(path());
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().to_string(), HasSubstr("version 99"));
}

TEST_F(HistoryDatabase, OnlyItsOwnerMayReadIt) {
  open();
  struct stat status{};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(HistoryDatabase, TwoProgramsMayWriteToIt) {
  const auto one = open();
  const auto other = open();
  CompileRecord mine = full();
  ASSERT_TRUE(one->append({mine}, {}));
  ++mine.id;
  ASSERT_TRUE(other->append({mine}, {}));
  ASSERT_TRUE(one->append({mine}, {}));  // an id that is there already: the first one stays
  EXPECT_EQ(one->records(10).value().size(), 2U);
}

}  // namespace
}  // namespace hg::history::sqlite
