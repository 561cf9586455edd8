// Keeps a store's directory within its limit, and sweeps what killed writers left.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/cache/eviction.h"
#include "hg/cache/sizes.h"

namespace hg::cache {

struct Freed {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

// What a file of this size takes on disk.
std::uint64_t on_disk(std::uint64_t size);

// "00" to "ff".
std::string subdirectory(unsigned number);

// "ab1234567890abcd.o" or ".m"
bool is_stored_name(std::string_view name);

// The entries and manifests in one of the 256; other names are passed over. Empty if it does not exist.
std::vector<StoredFile> list_stored(const std::string& root, unsigned directory);

// Thread-safe; any number of processes. Every failure to remove something leaves it for the next time.
class Housekeeper {
 public:
  static Result<Housekeeper> open(std::string root, std::uint64_t limit, const Clock& clock);

  // After a file in `directory` was written or removed: `change` bytes on disk. Now and then counts the
  // directory. When all exceed the limit, and nobody else is about it, makes room: some milliseconds.
  Freed changed(unsigned directory, std::int64_t change) const;

  // Counts and sweeps everything, then makes room for the limit, waiting for whoever is about it.
  Freed collect() const;

  [[nodiscard]] const Sizes& sizes() const { return sizes_; }

 private:
  Housekeeper(std::string root, std::uint64_t limit, const Clock& clock, Sizes sizes)
      : root_(std::move(root)), limit_(limit), clock_(&clock), sizes_(std::move(sizes)) {}
  [[nodiscard]] std::int64_t now() const;
  std::vector<StoredFile> count(unsigned directory) const;  // and sets sizes_
  void sweep(unsigned directory) const;
  Freed trim_fullest() const;
  Freed make_room(unsigned most_rounds) const;

  std::string root_;
  std::uint64_t limit_;
  const Clock* clock_;
  Sizes sizes_;
};

}  // namespace hg::cache
