// History in a SQLite file: docs/formats/history-database.md.
#pragma once

#include <memory>
#include <string>

#include "hg/history/archive.h"
#include "hg/history/sqlite/database.h"

namespace hg::history::sqlite {

class SqliteArchive final : public Archive {
 public:
  // Makes the file and its directory where there are none. failed_precondition for a file of another version
  // of this format; unavailable with SQLite's own words if it is no database, or is damaged.
  static Result<std::unique_ptr<Archive>> open(const std::string& path);

  Status append(const std::vector<CompileRecord>& records, const std::vector<Event>& events) override;
  Status prune(const Retention& retention, WallTime now) override;
  Result<std::vector<CompileRecord>> records(std::size_t most) override;
  Result<std::vector<Event>> events(std::size_t most) override;

 private:
  explicit SqliteArchive(Database database) : database_(std::move(database)) {}
  Status insert(const std::vector<CompileRecord>& records);
  Status insert(const std::vector<Event>& events);

  Database database_;
};

}  // namespace hg::history::sqlite
