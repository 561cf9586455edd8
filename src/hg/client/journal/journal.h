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

// Many processes at once are fine.
class Journal {
 public:
  // `directory` is made when something is added; "" keeps nothing and knows nothing.
  explicit Journal(std::string directory) : directory_(std::move(directory)) {}

  // Best effort: neither fails nor waits. `record.source` must be absolute.
  void add(const Record& record) const;

  // Of one source (an absolute path), oldest first.
  [[nodiscard]] std::vector<Record> of(const std::string& source) const;

 private:
  [[nodiscard]] std::string file_of(const std::string& source) const;

  std::string directory_;
};

}  // namespace hg::client::journal
