#include "hg/cache/disk_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
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

std::uint64_t short_name(const Id& id) {
  return digest::xxh64(view(id.key));
}

// Which of the 256.
unsigned id_directory(const Id& id) {
  return static_cast<unsigned>(short_name(id) >> 56U);
}

// Who can write here decides what is linked into this user's programs.
Status check_owner(int fd, const std::string& path) {
  struct stat info{};
  if (::fstat(fd, &info) != 0) return fail(Error::from_errno(errno, path));
  if (info.st_uid != ::geteuid()) {
    return fail(Code::permission_denied, path + ": belongs to another user; choose another directory");
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
  const std::string name = digest::hex64(short_name(id));
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

// What `name` takes on disk now; 0 if there is no such file.
std::int64_t DiskStore::size_now(const std::string& name) const {
  struct stat info{};
  if (::fstatat(directory_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return 0;
  return static_cast<std::int64_t>(on_disk(static_cast<std::uint64_t>(info.st_size)));
}

Status DiskStore::write(const std::string& name, std::string_view bytes, Duration cost) const {
  const std::string path = os::join(options_.directory, name);
  const std::int64_t time = file_time(clock_.wall(), cost);
  auto written = os::write_file_atomic(path, bytes, 0600, time);
  if (written || written.error().code() != Code::not_found) return written;
  if (::mkdirat(directory_.get(), name.substr(0, 2).c_str(), 0700) != 0 && errno != EEXIST) {
    return fail(Error::from_errno(errno, name));
  }
  return os::write_file_atomic(path, bytes, 0600, time);
}

Result<const Housekeeper*> DiskStore::housekeeper() {
  const std::lock_guard lock(mutex_);
  if (!housekeeper_) {
    HG_TRY_ASSIGN(housekeeper_, Housekeeper::open(options_.directory, options_.limit, clock_));
  }
  return &*housekeeper_;
}

Status DiskStore::put(const Id& id, std::string_view bytes, Duration cost) {
  if (bytes.size() > std::min<std::uint64_t>(kMaxStored, options_.limit)) {
    return fail(Code::resource_exhausted, "too large to keep");
  }
  // Without knowing how full it is nothing is put in.
  HG_TRY_ASSIGN(const Housekeeper* housekeeper, this->housekeeper());
  const std::string name = relative_path(id);
  const std::int64_t before = size_now(name);
  HG_TRY(write(name, bytes, cost));
  const Freed freed =
      housekeeper->changed(id_directory(id), static_cast<std::int64_t>(on_disk(bytes.size())) - before);
  if (freed.files > 0 && options_.on_evicted) options_.on_evicted(freed);
  return {};
}

Status DiskStore::remove(const Id& id) {
  const std::string name = relative_path(id);
  const std::int64_t before = size_now(name);
  if (::unlinkat(directory_.get(), name.c_str(), 0) != 0) {
    if (errno == ENOENT) return {};
    return fail(Error::from_errno(errno, name));
  }
  if (const auto housekeeper = this->housekeeper()) (*housekeeper)->sizes().add(id_directory(id), -before);
  return {};
}

}  // namespace hg::cache
