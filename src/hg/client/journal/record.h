// What became of one compile, as bytes (docs/formats/journal.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/cache/key.h"
#include "hg/model/reason.h"

namespace hg::client::journal {

enum class Ending : std::uint8_t {
  compiled_here = 1,
  compiled_there = 2,  // by a worker
  direct_hit = 3,      // of the local cache, without preprocessing
  text_hit = 4,        // of the local cache, by the preprocessed text
  grid_hit = 5,        // of the grid's cache
  not_compiled = 6,    // the grid could not, and was the only place allowed
};

// Was nothing compiled, because it had been before?
bool is_hit(Ending ending);

// A file that was read, and enough of its content's digest to tell whether it is another.
struct ReadFile {
  std::string path{};
  std::uint64_t content = 0;
  auto operator<=>(const ReadFile&) const = default;
};

inline constexpr int kNotKnown = -1;  // of an exit code: the process became the compiler

struct Record {
  WallTime when{};
  Duration took{0};  // 0 = not known
  Ending ending = Ending::compiled_here;
  model::Reason reason = model::Reason::none;  // why here, or not at all
  std::string detail{};
  int exit_code = kNotKnown;
  std::string worker{};
  std::string source{};     // absolute
  std::string output{};     // as the user wrote it
  std::string directory{};  // where the command was run
  std::string result{};     // the result's key in the cache, 32 bytes; empty = none
  bool with_cache = false;  // there was a local cache to ask
  std::string not_kept{};   // why the cache did not keep it
  std::vector<cache::KeyPart> parts{};
  std::vector<ReadFile> files{};
};

// As it stands in a file, with magic, length and checksum.
std::string framed(const Record& record);

// All whole records in `bytes`, in order; what is between them is passed over.
std::vector<Record> read_records(std::string_view bytes);

}  // namespace hg::client::journal
