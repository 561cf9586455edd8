// How many bytes each of a store's 256 directories holds, shared by all processes without locks. Right but
// for what processes that were killed did not tell; counting a directory sets it right.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hg/base/result.h"
#include "hg/os/mapped_file.h"

namespace hg::cache {

// Thread-safe. Seconds are since 1970.
class Sizes {
 public:
  static constexpr unsigned kDirectories = 256;

  static Result<Sizes> open(const std::string& directory);  // its sizes-1

  [[nodiscard]] std::uint64_t bytes(unsigned directory) const;
  [[nodiscard]] std::uint64_t total() const;
  [[nodiscard]] unsigned fullest() const;

  // Does nothing until the directory was counted.
  void add(unsigned directory, std::int64_t bytes) const;

  // True for one caller a day, and for the first of all: it has to count now and set().
  [[nodiscard]] bool claim_count(unsigned directory, std::int64_t now) const;
  void set(unsigned directory, std::uint64_t bytes) const;

 private:
  explicit Sizes(os::MappedFile file) : file_(std::move(file)) {}
  os::MappedFile file_;
};

}  // namespace hg::cache
