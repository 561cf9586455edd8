#include "hg/cache/disk_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "hg/cache/envelope.h"
#include "hg/cache/file_times.h"
#include "hg/digest/xxh.h"
#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::cache {
namespace {

std::string_view view(const digest::Sha256Digest& key) {
  return {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()};
}

// Who can write here decides what is linked into this user's programs.
Status check_owner(int fd, const std::string& path) {
  struct stat info{};
  if (::fstat(fd, &info) != 0) return fail(Error::from_errno(errno, path));
  if (info.st_uid != ::geteuid()) {
    return fail(Code::permission_denied, path + ": belongs to another user; set HG_CACHE_DIR");
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return fail(Code::permission_denied, path + ": others may write to it; chmod go-w it");
  }
  return {};
}

Result<std::string> read_whole(int fd, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t used = 0;
  while (used < size) {
    const ssize_t got = ::read(fd, bytes.data() + used, size - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Error::from_errno(errno, "read"));
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  bytes.resize(used);  // shorter than it was: the envelope will tell
  return bytes;
}

}  // namespace

std::string relative_path(const Id& id) {
  const std::string name = digest::hex64(digest::xxh64(view(id.key)));
  return name.substr(0, 2) + "/" + name + (id.kind == Kind::result ? ".o" : ".m");
}

DiskStore::DiskStore(DiskStoreOptions options, const Clock& clock, os::UniqueFd directory)
    : options_(std::move(options)), clock_(clock), directory_(std::move(directory)) {}

DiskStore::~DiskStore() = default;

Result<std::unique_ptr<DiskStore>> DiskStore::open(DiskStoreOptions options, const Clock& clock) {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  const std::string& path = options.directory;
  os::UniqueFd directory(::open(path.c_str(), kFlags));
  if (!directory && errno == ENOENT) {
    HG_TRY(os::make_directories(path, 0700));
    directory.reset(::open(path.c_str(), kFlags));
  }
  if (!directory) return fail(Error::from_errno(errno, path));
  HG_TRY(check_owner(directory.get(), path));
  return std::unique_ptr<DiskStore>(new DiskStore(std::move(options), clock, std::move(directory)));
}

Result<std::string> DiskStore::get(const Id& id) {
  const std::string name = relative_path(id);
  const os::UniqueFd fd(
      ::openat(directory_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat info{};
  if (!fd || ::fstat(fd.get(), &info) != 0) return fail(Error::from_errno(errno, name));
  if (!S_ISREG(info.st_mode)) return fail(Code::failed_precondition, name + ": not a regular file");
  if (static_cast<std::uint64_t>(info.st_size) > kMaxStored) return fail(Code::resource_exhausted, name);
  mark_used(fd.get(), info, clock_.wall());
  return read_whole(fd.get(), static_cast<std::size_t>(info.st_size));
}

Status DiskStore::put(const Id& id, std::string_view bytes, Duration cost) {
  if (bytes.size() > kMaxStored) return fail(Code::resource_exhausted, "too large to keep");
  const std::string name = relative_path(id);
  const std::string path = os::join(options_.directory, name);
  const std::int64_t time = file_time(clock_.wall(), cost);
  auto written = os::write_file_atomic(path, bytes, 0600, time);
  if (!written && written.error().code() == Code::not_found) {
    if (::mkdirat(directory_.get(), name.substr(0, 2).c_str(), 0700) != 0 && errno != EEXIST) {
      return fail(Error::from_errno(errno, name));
    }
    written = os::write_file_atomic(path, bytes, 0600, time);
  }
  return written;
}

Status DiskStore::remove(const Id& id) {
  const std::string name = relative_path(id);
  if (::unlinkat(directory_.get(), name.c_str(), 0) == 0 || errno == ENOENT) return {};
  return fail(Error::from_errno(errno, name));
}

}  // namespace hg::cache
