// A thin layer over SQLite, whose header stays in the .cc files.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "hg/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace hg::history::sqlite {

// One prepared statement. Parameters and columns are used in their order.
class Statement {
 public:
  Statement& bind(std::int64_t value);
  Statement& bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
  Statement& bind(std::string_view bytes);  // as a blob: names need not be UTF-8; must live until run()

  // Runs it to its end and makes it ready for the next parameters.
  Status run();
  // True: there is a row to be read. After the last one, and after an error, it is ready again.
  Result<bool> next();
  std::int64_t number();
  std::string bytes();

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  Error reset(int code);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int parameter_ = 0;
  int column_ = 0;
};

// Not thread-safe. Errors say what SQLite says.
class Database {
 public:
  // Makes the file if there is none, readable by its owner only.
  static Result<Database> open(const std::string& path);
  Status execute(const std::string& sql);
  Result<Statement> prepare(const std::string& sql);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit Database(sqlite3* database) : database_(database) {}
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace hg::history::sqlite
