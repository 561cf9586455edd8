// SHA-256 of files by path, read once: later asked by one stat.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/cache/digest_memo.h"
#include "hg/digest/sha256.h"
#include "hg/os/file.h"

namespace hg::cache {

struct FileDigest {
  digest::Sha256Digest content;
  std::uint32_t flags = 0;  // what the scanner said
  os::FileStamp stamp;      // of the state that was read
};

// Looks at a file's content for what a compile must know (__TIME__, …), while it is at hand.
struct Scanner {
  std::function<std::uint32_t(std::string_view content)> scan;
  std::uint32_t version = 0;  // changes with what `scan` looks for: older answers are not believed
};

// For the life of one process, a path that was asked for keeps its answer. Not thread-safe.
class FileDigests {
 public:
  // Without a memo every file is read.
  FileDigests(const DigestMemo* memo, Scanner scanner, const Clock& clock);

  // not_found, failed_precondition (not a regular file), resource_exhausted (256 MiB); aborted if the file
  // changed while it was read. The reference lives as long as this object.
  const Result<FileDigest>& of(const std::string& path);

  // From now on of_now() does not believe what was seen before.
  void mark() { ++marks_; }
  // As of(), but looked at since mark(): aborted if the file has changed since it was first asked for.
  const Result<FileDigest>& of_now(const std::string& path);

  [[nodiscard]] std::uint64_t files_read() const { return files_read_; }  // those that no memo knew

 private:
  Result<FileDigest> look(const std::string& path);
  [[nodiscard]] bool settled(const os::FileStamp& stamp) const;
  // Do content and times go together on this device, on which `path` is?
  bool is_trusted(std::uint64_t device, const std::string& path);

  const DigestMemo* memo_;
  Scanner scanner_;
  const Clock& clock_;
  struct Known {
    Result<FileDigest> digest;
    unsigned seen;  // after how many marks
  };
  Known& known(const std::string& path);

  std::unordered_map<std::string, Known> known_;
  unsigned marks_ = 0;
  std::unordered_map<std::uint64_t, bool> trusted_;  // devices
  std::uint64_t files_read_ = 0;
};

}  // namespace hg::cache
