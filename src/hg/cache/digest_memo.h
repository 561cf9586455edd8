// Remembers digests of files between processes, by what stat says of them. One file mapped by all of them; no
// locks: each record has a checksum, and a torn or foreign one is not known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hg/base/result.h"
#include "hg/digest/sha256.h"
#include "hg/os/file.h"
#include "hg/os/mapped_file.h"

namespace hg::cache {

// Thread-safe.
class DigestMemo {
 public:
  struct Known {
    digest::Sha256Digest content;
    std::uint32_t flags = 0;
  };

  // `directory`/digests-1, 8 MiB: 131,072 files, the older ones overwritten.
  static Result<DigestMemo> open(const std::string& directory);

  // `version` as it was remembered with: of the scanner that made the flags.
  [[nodiscard]] std::optional<Known> find(const os::FileStamp& stamp, std::uint32_t version) const;
  void remember(const os::FileStamp& stamp, std::uint32_t version, const Known& known) const;

 private:
  explicit DigestMemo(os::MappedFile file) : file_(std::move(file)) {}
  os::MappedFile file_;
};

}  // namespace hg::cache
