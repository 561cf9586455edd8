#include "hg/os/mapped_file.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <utility>

#include "hg/base/random.h"
#include "hg/base/scope_exit.h"
#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::os {
namespace {

struct Opened {
  UniqueFd fd;
  bool writable = false;
};

Opened open_either_way(const std::string& path) {
  constexpr int kFlags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  UniqueFd fd(::open(path.c_str(), O_RDWR | kFlags));
  if (fd || (errno != EROFS && errno != EACCES)) return {std::move(fd), true};
  return {UniqueFd(::open(path.c_str(), O_RDONLY | kFlags)), false};
}

bool fits(int fd, std::size_t size) {
  struct stat info{};
  return ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == ::geteuid() &&
         (info.st_mode & (S_IWGRP | S_IWOTH)) == 0 && static_cast<std::size_t>(info.st_size) == size;
}

// Without copy on write (btrfs), a block that is reserved stays reserved when it is written again. Other file
// systems refuse, and need it not.
void forbid_copy_on_write(int fd) {
  int flags = 0;
  if (::ioctl(fd, FS_IOC_GETFLAGS, &flags) != 0) return;
  flags |= FS_NOCOW_FL;
  (void)::ioctl(fd, FS_IOC_SETFLAGS, &flags);
}

// A whole new file at `path`, unless somebody else was faster.
Status make(const std::string& path, std::string_view header, std::size_t size) {
  SeededRandom random(system_seed());
  const std::string temporary = join(directory_name(path), ".hg-" + std::to_string(random.next()) + ".tmp");
  const UniqueFd fd(::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return fail(Error::from_errno(errno, temporary));
  const ScopeExit cleanup([&] { ::unlink(temporary.c_str()); });
  forbid_copy_on_write(fd.get());
  if (const int error = ::posix_fallocate(fd.get(), 0, static_cast<off_t>(size)); error != 0) {
    return fail(Error::from_errno(error, path));
  }
  HG_TRY(write_all(fd.get(), header));
  if (::link(temporary.c_str(), path.c_str()) == 0 || errno == EEXIST) return {};
  return fail(Error::from_errno(errno, path));
}

std::atomic_ref<std::uint64_t> word(std::uint64_t* memory, std::size_t index) {
  return std::atomic_ref<std::uint64_t>(memory[index]);
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::string& path, std::string_view header, std::size_t size) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    const Opened file = open_either_way(path);
    const bool absent = !file.fd && errno == ENOENT;
    if (file.fd && fits(file.fd.get(), size)) {
      const int protection = PROT_READ | (file.writable ? PROT_WRITE : 0);
      void* memory = ::mmap(nullptr, size, protection, MAP_SHARED, file.fd.get(), 0);
      if (memory == MAP_FAILED) return fail(Error::from_errno(errno, path));
      // Nothing is gained by reading ahead of the places that are asked for in a file full of zeros.
      if (attempt > 0) (void)::madvise(memory, size, MADV_RANDOM);
      MappedFile mapped(static_cast<std::uint64_t*>(memory), size, file.writable);
      if (std::string_view(static_cast<const char*>(memory), header.size()) == header) return mapped;
    }
    if (attempt == 1) break;
    // What was absent a moment ago may by now be another's new file, and in use.
    if (!absent && ::unlink(path.c_str()) != 0 && errno != ENOENT) {
      return fail(Error::from_errno(errno, path));
    }
    HG_TRY(make(path, header, size));
  }
  return fail(Code::aborted, path + ": others keep replacing it");
}

MappedFile::~MappedFile() {
  if (memory_ != nullptr) ::munmap(memory_, size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), size_(other.size_), writable_(other.writable_) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(size_, other.size_);
  std::swap(writable_, other.writable_);
  return *this;
}

std::uint64_t MappedFile::load(std::size_t index) const {
  return word(memory_, index).load(std::memory_order_relaxed);
}

void MappedFile::store(std::size_t index, std::uint64_t value) const {
  word(memory_, index).store(value, std::memory_order_relaxed);
}

void MappedFile::add(std::size_t index, std::uint64_t value) const {
  word(memory_, index).fetch_add(value, std::memory_order_relaxed);
}

bool MappedFile::exchange(std::size_t index, std::uint64_t from, std::uint64_t to) const {
  return word(memory_, index).compare_exchange_strong(from, to, std::memory_order_relaxed);
}

}  // namespace hg::os
