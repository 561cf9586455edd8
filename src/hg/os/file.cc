#include "hg/os/file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "hg/os/unique_fd.h"

namespace hg::os {
namespace {

constexpr std::size_t kReadStep = 64U << 10U;

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

// True if the call is to be made again: it was interrupted, or a non-blocking descriptor has become ready.
bool try_again(int fd, short events) {
  if (errno == EINTR) return true;
  if (errno != EAGAIN) return false;
  pollfd waiting{fd, events, 0};
  return ::poll(&waiting, 1, -1) >= 0 || errno == EINTR;
}

// `ends` if there is nothing behind the expected bytes: of a regular file with a size.
Result<std::string> read_rest(int fd, std::size_t expected, std::size_t limit, bool ends) {
  std::string bytes;
  std::size_t used = 0;
  // One byte more than expected, so that the end of file is met without growing.
  bytes.resize(std::min(expected, limit) + 1);
  while (true) {
    const ssize_t got = ::read(fd, bytes.data() + used, bytes.size() - used);
    if (got < 0) {
      if (try_again(fd, POLLIN)) continue;
      return fail(Error::from_errno(errno, "read"));
    }
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > limit)
      return fail(Code::resource_exhausted, "larger than " + std::to_string(limit) + " bytes");
    if (ends && used == expected && expected > 0) break;
    if (used == bytes.size()) bytes.resize(std::min(used + std::max(used, kReadStep), limit) + 1);
  }
  bytes.resize(used);
  return bytes;
}

FileStamp stamp_of(const struct stat& info) {
  return {info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size), nanoseconds(info.st_mtim),
          nanoseconds(info.st_ctim)};
}

Result<FileStamp> stamp_of(const std::string& path, mode_t type, std::string_view otherwise) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return fail(Error::from_errno(errno, path));
  if ((info.st_mode & S_IFMT) != type) {
    return fail(Code::failed_precondition, path + ": " + std::string(otherwise));
  }
  return stamp_of(info);
}

bool has_type(const std::string& path, mode_t type) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 && (info.st_mode & S_IFMT) == type;
}

}  // namespace

Result<FileStamp> stamp(const std::string& path) {
  return stamp_of(path, S_IFREG, "not a regular file");
}

Result<FileStamp> directory_stamp(const std::string& path) {
  return stamp_of(path, S_IFDIR, "not a directory");
}

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}
bool is_directory(const std::string& path) {
  return has_type(path, S_IFDIR);
}
bool is_executable_file(const std::string& path) {
  return has_type(path, S_IFREG) && ::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0;
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  // O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return fail(Error::from_errno(errno, path));
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) return fail(Error::from_errno(errno, path));
  if (!S_ISREG(info.st_mode)) return fail(Code::failed_precondition, path + ": not a regular file");
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size > limit) {
    return fail(Code::resource_exhausted, path + ": larger than " + std::to_string(limit) + " bytes");
  }
  auto bytes = read_rest(fd.get(), size, limit, true);
  if (!bytes) return fail(std::move(bytes).error().context(path));
  return bytes;
}

Result<StampedBytes> read_stamped(const std::string& path, std::size_t expected, std::size_t limit) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return fail(Error::from_errno(errno, path));
  StampedBytes read;
  read.bytes.resize(std::min(expected, limit) + 1);
  const ssize_t got = ::read(fd.get(), read.bytes.data(), read.bytes.size());
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) return fail(Error::from_errno(errno, path));
  if (!S_ISREG(info.st_mode)) return fail(Code::failed_precondition, path + ": not a regular file");
  read.stamp = stamp_of(info);
  if (got >= 0 && static_cast<std::size_t>(got) <= expected &&
      static_cast<std::uint64_t>(got) == read.stamp.size) {
    read.bytes.resize(static_cast<std::size_t>(got));
    return read;
  }
  // Not what was thought of.
  if (::lseek(fd.get(), 0, SEEK_SET) != 0) return fail(Error::from_errno(errno, path));
  auto bytes = read_rest(fd.get(), read.stamp.size, limit, true);
  if (!bytes) return fail(std::move(bytes).error().context(path));
  read.bytes = *std::move(bytes);
  if (::fstat(fd.get(), &info) != 0) return fail(Error::from_errno(errno, path));
  read.stamp = stamp_of(info);
  return read;
}

Result<std::string> read_fd(int fd, std::size_t limit) {
  return read_rest(fd, kReadStep, limit, false);
}

Status write_all(int fd, std::string_view bytes) {
  // send() first, because only it can be told not to raise SIGPIPE.
  bool socket = true;
  while (!bytes.empty()) {
    const ssize_t put = socket ? ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                               : ::write(fd, bytes.data(), bytes.size());
    if (put >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(put));
    } else if (socket && errno == ENOTSOCK) {
      socket = false;
    } else if (!try_again(fd, POLLOUT)) {
      return fail(Error::from_errno(errno, "write"));
    }
  }
  return {};
}

Status write_to_file(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(put));
    } else if (!try_again(fd, POLLOUT)) {
      return fail(Error::from_errno(errno, "write"));
    }
  }
  return {};
}

}  // namespace hg::os
