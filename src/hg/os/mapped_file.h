// A file of fixed size that many processes map at once: what one writes, all others see, and it stays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "hg/base/result.h"
#include "hg/os/unique_fd.h"

namespace hg::os {

class MappedFile {
 public:
  // The file at `path`, if it is a regular file of this user that nobody else may write, has `size` bytes and
  // begins with `header`. Anything else, or nothing, is replaced by a new file (0600): `header`, then zeros.
  // Its blocks are reserved at once, so that writing to the memory does not meet a full disk, which would be
  // a SIGBUS. Whoever ends the file's life must unlink it, never truncate it, for the same reason.
  static Result<MappedFile> open(const std::string& path, std::string_view header, std::size_t size);

  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  // False where the file system or the file's mode forbids writing: then the memory must not be written.
  [[nodiscard]] bool writable() const { return writable_; }

  // The `index`-th 8 bytes, as they are now and as they shall be, with no order towards others. Lock-free.
  [[nodiscard]] std::uint64_t load(std::size_t index) const;
  void store(std::size_t index, std::uint64_t value) const;
  void add(std::size_t index, std::uint64_t value) const;  // wraps, so that a difference can be added
  // Sets `to` if it is `from`; false if it was something else.
  [[nodiscard]] bool exchange(std::size_t index, std::uint64_t from, std::uint64_t to) const;

 private:
  MappedFile(std::uint64_t* memory, std::size_t size, bool writable)
      : memory_(memory), size_(size), writable_(writable) {}

  std::uint64_t* memory_ = nullptr;
  std::size_t size_ = 0;  // bytes
  bool writable_ = false;
};

}  // namespace hg::os
