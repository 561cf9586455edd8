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

// The same for a directory: as long as it holds, no name in the directory has come or gone.
// failed_precondition if it is not a directory.
Result<FileStamp> directory_stamp(const std::string& path);

// All three follow symlinks; false also where the path cannot be looked at.
bool exists(const std::string& path);
bool is_directory(const std::string& path);
bool is_executable_file(const std::string& path);  // a regular file that we may execute

// Reads a whole regular file. resource_exhausted if it is larger than `limit` bytes, failed_precondition if
// it is not a regular file. Never blocks on a FIFO.
Result<std::string> read_file(const std::string& path, std::size_t limit);

// The same, with what tells the state that was read: the stamp is taken after the last byte. `expected` is
// how many bytes are to be thought of; any other number is read too.
struct StampedBytes {
  std::string bytes;
  FileStamp stamp;
};
Result<StampedBytes> read_stamped(const std::string& path, std::size_t expected, std::size_t limit);

// The same for what is left in an open descriptor of any kind, blocking or not: waits until the other end is
// closed.
Result<std::string> read_fd(int fd, std::size_t limit);

// Writes everything, waiting as long as it takes. A closed socket is an error (unavailable), never SIGPIPE;
// for a pipe that holds only where the program ignores SIGPIPE.
Status write_all(int fd, std::string_view bytes);

// The same for what is a file for sure: saves the question whether it is a socket.
Status write_to_file(int fd, std::string_view bytes);

// The file at `path` is either the old one or all of `bytes`: a temporary beside it, then rename. `mode` is
// reduced by the process's umask. A symlink is written through; a device or pipe is written to in place; a
// directory is failed_precondition. A failure leaves no temporary behind. Does not fsync. With `mtime_ns` the
// new file appears with that modification time (since the epoch).
Status write_file_atomic(const std::string& path, std::string_view bytes, mode_t mode = 0666,
                         std::optional<std::int64_t> mtime_ns = std::nullopt);

// Is `name` one of write_file_atomic's temporaries? One that is old was left by a process that was killed.
bool is_temporary_name(std::string_view name);

// mkdir -p; an existing directory is fine. Every directory made gets `mode`, reduced by the umask.
Status make_directories(const std::string& path, mode_t mode = 0777);

// rm -rf, never following symlinks out of `path`. A missing path is fine; "" and "/" are invalid_argument.
// Stops at the first thing that cannot be removed.
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
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit TempDir(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace hg::os
