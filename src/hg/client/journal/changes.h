// Why a compile was not answered from the cache: what of it was not as it had been.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hg/client/journal/record.h"

namespace hg::client::journal {

struct Change {
  enum class How { changed, added, removed, reordered };
  std::string kind{};  // "argument", "header", "compiler", ...; cache::KeyPart's, "source" and "header"
  How how = How::changed;
  std::string before{};  // "" if added or reordered
  std::string after{};   // "" if removed or reordered; a file's path is in both
  auto operator<=>(const Change&) const = default;
};

// In the order in which the parts are keyed, then the files. A value that came for one that went, if each is
// the only one of its kind (or a variable of the same name), is one change.
std::vector<Change> changes(const Record& before, const Record& after);

// The last compile of `records` (of one source, oldest first), and what it is to be compared with.
struct Story {
  const Record* last = nullptr;    // never null
  const Record* before = nullptr;  // the compile before it, into the same output if there was one
  const Record* known = nullptr;   // where the parts and files of `before` stand; null = nowhere
};

// `records` must not be empty, and outlive the story.
Story story_of(std::span<const Record> records);

}  // namespace hg::client::journal
