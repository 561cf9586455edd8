// zstd frames with limits. Every payload on the wire is one frame that declares its content size or is
// streamed.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "hg/base/result.h"

namespace hg::codec {

inline constexpr int kWireLevel = 1;

// One frame, with its size and a checksum. `level` is 1 (fast) to 19 (small); memory exhaustion is
// std::bad_alloc.
std::string compress(std::string_view bytes, int level = kWireLevel);

// The content of exactly one frame. resource_exhausted when it is, or declares to be, larger than `limit`
// (checked before and while decompressing); data_loss when it is torn, damaged, followed by other bytes or
// not zstd at all. A frame that wants a window of more than 8 MiB (none of levels 1 to 19 does) is
// resource_exhausted too.
Result<std::string> decompress(std::string_view frame, std::size_t limit);

// Compresses while the input is still being produced. Not thread-safe.
class Compressor {
 public:
  explicit Compressor(int level = kWireLevel);
  ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  void add(std::string_view bytes);
  std::string finish();                        // the whole frame; the object is spent
  [[nodiscard]] std::size_t consumed() const;  // bytes given to add() so far

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hg::codec
