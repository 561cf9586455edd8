#include "hg/history/sqlite/sqlite_archive.h"

#include <fmt/core.h>

#include <algorithm>

#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::history::sqlite {
namespace {

constexpr std::int64_t kVersion = 1;

constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS compiles (
  id INTEGER PRIMARY KEY, ended_us INTEGER NOT NULL, task BLOB NOT NULL, build BLOB NOT NULL, client BLOB NOT NULL,
  file BLOB NOT NULL, toolchain BLOB NOT NULL, outcome BLOB NOT NULL, reason BLOB NOT NULL, exit_code INTEGER NOT NULL,
  worker BLOB NOT NULL, worker_address BLOB NOT NULL, attempts INTEGER NOT NULL, total_ns INTEGER NOT NULL,
  queued_ns INTEGER NOT NULL, compile_ns INTEGER NOT NULL, cpu_ns INTEGER NOT NULL, saved_ns INTEGER NOT NULL,
  source_bytes INTEGER NOT NULL, source_wire_bytes INTEGER NOT NULL, output_bytes INTEGER NOT NULL,
  output_wire_bytes INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, severity BLOB NOT NULL, kind BLOB NOT NULL, subject BLOB NOT NULL,
  text BLOB NOT NULL) STRICT;
)";

std::int64_t microseconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

WallTime wall(std::int64_t microseconds) {
  return WallTime(std::chrono::microseconds(microseconds));
}

// A transaction that is undone unless it is committed.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) {}
  ~Transaction() {
    if (begun_) (void)database_.execute("ROLLBACK");
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  Status begin() {
    HG_TRY(database_.execute("BEGIN IMMEDIATE"));
    begun_ = true;
    return {};
  }
  Status commit() {
    HG_TRY(database_.execute("COMMIT"));
    begun_ = false;
    return {};
  }

 private:
  Database& database_;
  bool begun_ = false;
};

Status check_version(Database& database) {
  HG_TRY_ASSIGN(Statement version, database.prepare("PRAGMA user_version"));
  HG_TRY_ASSIGN(const bool any, version.next());
  const std::int64_t found = any ? version.number() : 0;
  if (found == 0 || found == kVersion) return {};
  return fail(Code::failed_precondition,
              fmt::format("it is of version {}, this program knows {}: move it away, "
                          "or choose another with --history-file",
                          found, kVersion));
}

CompileRecord record_of(Statement& row) {
  CompileRecord record;
  record.id = static_cast<RecordId>(row.number());
  record.ended = wall(row.number());
  record.task = row.bytes();
  record.build = row.bytes();
  record.client = row.bytes();
  record.file = row.bytes();
  record.toolchain = row.bytes();
  record.outcome = outcome_from_name(row.bytes());
  record.reason = model::reason_from_code(row.bytes()).value_or(model::Reason::none);
  record.exit_code = static_cast<int>(row.number());
  record.worker = row.bytes();
  record.worker_address = row.bytes();
  record.attempts = static_cast<std::uint32_t>(row.number());
  record.total = Duration(row.number());
  record.queued = Duration(row.number());
  record.compile = Duration(row.number());
  record.cpu = Duration(row.number());
  record.saved = Duration(row.number());
  record.source_bytes = static_cast<std::uint64_t>(row.number());
  record.source_wire_bytes = static_cast<std::uint64_t>(row.number());
  record.output_bytes = static_cast<std::uint64_t>(row.number());
  record.output_wire_bytes = static_cast<std::uint64_t>(row.number());
  return record;
}

Event event_of(Statement& row) {
  Event event;
  event.id = static_cast<RecordId>(row.number());
  event.at = wall(row.number());
  event.severity = severity_from_name(row.bytes());
  event.kind = row.bytes();
  event.subject = row.bytes();
  event.text = row.bytes();
  return event;
}

template <typename T>
Result<std::vector<T>> newest(Database& database, const char* table, std::size_t most,
                              T (*read)(Statement&)) {
  HG_TRY_ASSIGN(Statement rows,
                database.prepare(fmt::format("SELECT * FROM {} ORDER BY id DESC LIMIT ?", table)));
  rows.bind(static_cast<std::int64_t>(most));
  std::vector<T> found;
  while (true) {
    HG_TRY_ASSIGN(const bool more, rows.next());
    if (!more) break;
    found.push_back(read(rows));
  }
  std::ranges::reverse(found);
  return found;
}

}  // namespace

Result<std::unique_ptr<Archive>> SqliteArchive::open(const std::string& path) {
  HG_TRY(os::make_directories(std::string(os::directory_name(path)), 0700));
  HG_TRY_ASSIGN(Database database, Database::open(path));
  HG_TRY(check_version(database));
  // A crash of the machine may cost the last records, never the file: history is not worth an fsync a batch.
  HG_TRY(
      database.execute("PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"));
  HG_TRY(database.execute(kSchema));
  HG_TRY(database.execute(fmt::format("PRAGMA user_version={}", kVersion)));
  return std::unique_ptr<Archive>(new SqliteArchive(std::move(database)));
}

Status SqliteArchive::insert(const std::vector<CompileRecord>& records) {
  HG_TRY_ASSIGN(Statement row, database_.prepare("INSERT OR IGNORE INTO compiles VALUES "
                                                 "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"));
  for (const CompileRecord& record : records) {
    row.bind(record.id).bind(microseconds(record.ended)).bind(record.task).bind(record.build);
    row.bind(record.client).bind(record.file).bind(record.toolchain).bind(name(record.outcome));
    row.bind(model::code(record.reason)).bind(static_cast<std::int64_t>(record.exit_code));
    row.bind(record.worker).bind(record.worker_address);
    row.bind(static_cast<std::int64_t>(record.attempts)).bind(record.total.count());
    row.bind(record.queued.count()).bind(record.compile.count()).bind(record.cpu.count());
    row.bind(record.saved.count()).bind(record.source_bytes).bind(record.source_wire_bytes);
    row.bind(record.output_bytes).bind(record.output_wire_bytes);
    HG_TRY(row.run());
  }
  return {};
}

Status SqliteArchive::insert(const std::vector<Event>& events) {
  HG_TRY_ASSIGN(Statement row, database_.prepare("INSERT OR IGNORE INTO events VALUES (?,?,?,?,?,?)"));
  for (const Event& event : events) {
    row.bind(event.id).bind(microseconds(event.at)).bind(name(event.severity));
    row.bind(event.kind).bind(event.subject).bind(event.text);
    HG_TRY(row.run());
  }
  return {};
}

Status SqliteArchive::append(const std::vector<CompileRecord>& records, const std::vector<Event>& events) {
  Transaction transaction(database_);
  HG_TRY(transaction.begin());
  HG_TRY(insert(records));
  HG_TRY(insert(events));
  return transaction.commit();
}

Status SqliteArchive::prune(const Retention& retention, WallTime now) {
  Transaction transaction(database_);
  HG_TRY(transaction.begin());
  for (const auto& [table, time] : {std::pair{"compiles", "ended_us"}, std::pair{"events", "at_us"}}) {
    HG_TRY_ASSIGN(Statement old, database_.prepare(fmt::format("DELETE FROM {} WHERE {} < ?", table, time)));
    HG_TRY(old.bind(microseconds(now - retention.age)).run());
    HG_TRY_ASSIGN(
        Statement many,
        database_.prepare(fmt::format(
            "DELETE FROM {0} WHERE id <= (SELECT id FROM {0} ORDER BY id DESC LIMIT 1 OFFSET ?)", table)));
    HG_TRY(many.bind(static_cast<std::int64_t>(retention.records)).run());
  }
  HG_TRY(transaction.commit());
  return database_.execute("PRAGMA incremental_vacuum");
}

Result<std::vector<CompileRecord>> SqliteArchive::records(std::size_t most) {
  return newest(database_, "compiles", most, record_of);
}

Result<std::vector<Event>> SqliteArchive::events(std::size_t most) {
  return newest(database_, "events", most, event_of);
}

}  // namespace hg::history::sqlite
