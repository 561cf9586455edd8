// What hgbuild cache stats shows: counted by all processes of this user, without locks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hg/model/reason.h"
#include "hg/os/mapped_file.h"

namespace hg::cache {

// Each compile ends in exactly one of the first group, or in a reason (below).
enum class Counter {
  direct_hit,  // nothing was preprocessed
  text_hit,    // the preprocessed text was known
  miss,        // compiled; stored, if that worked
  // Beside them.
  recached,       // a miss by HG_RECACHE
  not_stored,     // misses whose result could not be kept
  damaged,        // files that were found damaged, and removed
  failed,         // times that the store did not work
  bytes_read,     // of hits, as stored
  bytes_written,  // as stored
  evicted,        // files
  evicted_bytes,  // as stored
  saved_us,       // compile time of hits, in microseconds
};
inline constexpr int kCounters = static_cast<int>(Counter::saved_us) + 1;

std::string_view code(Counter counter);  // "direct_hit": stable, in the file and in JSON

// Thread-safe. Without a file (nullopt inside) everything reads 0 and counting does nothing.
class Counters {
 public:
  // `directory`/counters-1; a directory that cannot be used gives counters without a file.
  static Counters open(const std::string& directory);

  void add(Counter counter, std::uint64_t by = 1) const;
  void add(model::Reason reason) const;  // a compile that could not be cached, and why

  [[nodiscard]] std::uint64_t value(Counter counter) const;
  [[nodiscard]] std::uint64_t value(model::Reason reason) const;
  void reset() const;  // all to 0

 private:
  explicit Counters(std::optional<os::MappedFile> file) : file_(std::move(file)) {}
  [[nodiscard]] std::optional<std::size_t> slot(std::string_view name, bool make) const;
  void add_to(std::string_view name, std::uint64_t by) const;
  [[nodiscard]] std::uint64_t value_of(std::string_view name) const;

  std::optional<os::MappedFile> file_;
};

}  // namespace hg::cache
