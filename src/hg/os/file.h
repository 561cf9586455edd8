// Files: whole reads, atomic writes, identity by stat. Paths are byte strings, as the kernel takes them.
#pragma once

#include <sys/types.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/result.h"

namespace hg::os {

// What tells one state of a file from another without reading it.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;
  auto operator<=>(const FileStamp&) const = default;
};

// Follows symlinks. not_found if there is no such file; failed_precondition if it is not a regular file.
Result<FileStamp> stamp(const std::string& path);

bool exists(const std::string& path);
bool is_directory(const std::string& path);
bool is_executable_file(const std::string& path);

// Reads a whole regular file. resource_exhausted if it is larger than `limit` bytes. Never blocks on a FIFO.
Result<std::string> read_file(const std::string& path, std::size_t limit);

// What read_fd does for a descriptor that is already open (pipes too).
Result<std::string> read_fd(int fd, std::size_t limit);
Status write_all(int fd, std::string_view bytes);

// The file at `path` is either the old one or all of `bytes`: a temporary beside it, then rename. `mode` is reduced
// by the process's umask. A failure leaves no temporary behind. Does not fsync.
Status write_file_atomic(const std::string& path, std::string_view bytes, mode_t mode = 0666);

// mkdir -p; an existing directory is fine. Every directory made gets `mode`.
Status make_directories(const std::string& path, mode_t mode = 0777);

// rm -rf, never following symlinks out of `path`. A missing path is fine.
Status remove_tree(const std::string& path);

// Names in a directory, sorted, without "." and "..".
Result<std::vector<std::string>> list_directory(const std::string& path);

// A fresh 0700 directory below `parent`, removed with all it holds at the end of the scope.
class TempDir {
 public:
  static Result<TempDir> make(const std::string& parent, std::string_view prefix);
  ~TempDir();
  TempDir(TempDir&& other) noexcept;
  TempDir& operator=(TempDir&& other) noexcept;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit TempDir(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace hg::os
