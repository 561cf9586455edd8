// Where the records of compiles are kept (docs/formats/journal.md).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/client/journal/record.h"

namespace hg::client::journal {

using Variable = std::function<std::optional<std::string>(std::string_view name)>;

// $XDG_STATE_HOME/hybridgrid/journal, else ~/.hybridgrid/journal; "" if there is to be none (HG_JOURNAL=off),
// or no place for it.
std::string journal_directory(const Variable& variable);

// The name under which the records of `source` are found: absolute, without "." and ".."; links are not
// followed.
std::string source_name(std::string_view directory, std::string_view source);

// Many processes at once are fine.
class Journal {
 public:
  // `directory` is made when something is added; "" keeps nothing and knows nothing.
  explicit Journal(std::string directory) : directory_(std::move(directory)) {}

  // Best effort: neither fails nor waits. `record.source` is a source_name(). `details` is called for parts
  // and files where nothing would be known otherwise: for what was compiled, and for the first record of a
  // source.
  using Details = std::function<void(Record& record)>;
  void add(Record record, const Details& details = {}) const;

  // Of one source_name(), oldest first.
  [[nodiscard]] std::vector<Record> of(const std::string& source) const;

 private:
  [[nodiscard]] std::string file_of(const std::string& source) const;

  std::string directory_;
};

}  // namespace hg::client::journal
