#include "hg/history/sqlite/database.h"

#include <fcntl.h>
#include <sqlite3.h>

#include <cerrno>

#include "hg/os/unique_fd.h"

namespace hg::history::sqlite {
namespace {

constexpr int kBusyMilliseconds = 2000;  // another program looks at it, or a second coordinator

Error error_of(sqlite3* database, int code) {
  const char* const says = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  return {Code::unavailable, says};
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Database::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

// What SQLite says of a bad bind, run() says too.
Statement& Statement::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), ++parameter_, value);
  return *this;
}

Statement& Statement::bind(std::string_view bytes) {
  const char* const data = bytes.data() != nullptr ? bytes.data() : "";
  sqlite3_bind_blob64(statement_.get(), ++parameter_, data, bytes.size(), SQLITE_STATIC);
  return *this;
}

Error Statement::reset(int code) {
  Error error = error_of(sqlite3_db_handle(statement_.get()), code);
  sqlite3_reset(statement_.get());
  parameter_ = 0;
  column_ = 0;
  return error;
}

Status Statement::run() {
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement_.get());
  Error error = reset(code);
  if (code != SQLITE_DONE) return fail(std::move(error));
  return {};
}

Result<bool> Statement::next() {
  const int code = sqlite3_step(statement_.get());
  column_ = 0;
  if (code == SQLITE_ROW) return true;
  Error error = reset(code);
  if (code != SQLITE_DONE) return fail(std::move(error));
  return false;
}

std::int64_t Statement::number() {
  return sqlite3_column_int64(statement_.get(), column_++);
}

std::string Statement::bytes() {
  const int column = column_++;
  const auto* const data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return data == nullptr ? std::string() : std::string(data, static_cast<std::size_t>(size));
}

Result<Database> Database::open(const std::string& path) {
  // SQLite would make it readable for all; the files that it makes beside have the rights of this one.
  const os::UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (file.get() < 0) return fail(Error::from_errno(errno, "opening " + path));
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(opened);
  if (code != SQLITE_OK) return fail(error_of(opened, code));
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, kBusyMilliseconds);
  return database;
}

Status Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(error_of(database_.get(), code));
  return {};
}

Result<Statement> Database::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &statement, nullptr);
  if (code != SQLITE_OK) return fail(error_of(database_.get(), code));
  return Statement(statement);
}

}  // namespace hg::history::sqlite
