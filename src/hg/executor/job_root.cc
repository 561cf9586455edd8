#include "hg/executor/job_root.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>

#include "hg/os/path.h"

namespace hg::executor {
namespace {

constexpr std::string_view kMemory = "/dev/shm";
constexpr std::uint64_t kRoomWanted = 2ULL << 30U;  // a container's default of 64 MiB is not enough

std::string prefix() {
  return "hg-worker-" + std::to_string(::geteuid()) + "-";
}

os::UniqueFd lock_directory(const std::string& path, int how) {
  os::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (fd && ::flock(fd.get(), how) != 0) fd.reset();
  return fd;
}

void sweep(const std::string& parent) {
  const auto names = os::list_directory(parent);
  if (!names) return;
  for (const std::string& name : *names) {
    if (!name.starts_with(prefix())) continue;
    const std::string path = os::join(parent, name);
    const os::UniqueFd lock = lock_directory(path, LOCK_EX | LOCK_NB);
    struct stat info{};
    const bool abandoned = lock && ::fstat(lock.get(), &info) == 0 && info.st_uid == ::geteuid();
    if (abandoned) (void)os::remove_tree(path);
  }
}

}  // namespace

std::string default_job_parent(const std::string& fallback) {
  const std::string memory(kMemory);
  struct statvfs room{};
  const bool usable = ::access(memory.c_str(), W_OK | X_OK) == 0 && ::statvfs(memory.c_str(), &room) == 0;
  return usable && static_cast<std::uint64_t>(room.f_bavail) * room.f_frsize >= kRoomWanted ? memory
                                                                                            : fallback;
}

Result<JobRoot> JobRoot::make(const std::string& parent) {
  sweep(parent);
  while (true) {
    HG_TRY_ASSIGN(os::TempDir directory, os::TempDir::make(parent, prefix()));
    os::UniqueFd lock = lock_directory(directory.path(), LOCK_EX);
    struct stat info{};
    const bool locked = lock && ::fstat(lock.get(), &info) == 0;
    // Another worker's sweep may take a directory between its birth and our lock; then nothing links to it
    // any more.
    if (locked && info.st_nlink > 0) return JobRoot(std::move(directory), std::move(lock));
    if (!locked && errno != ENOENT) return fail(Error::from_errno(errno, "locking " + directory.path()));
  }
}

bool JobRoot::is_abandoned(const std::string& path) {
  return lock_directory(path, LOCK_EX | LOCK_NB) || !os::exists(path);
}

void JobRoot::sweep_again() const {
  sweep(std::string(os::directory_name(path())));
}

}  // namespace hg::executor
