#include "hg/os/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace hg::os {
namespace {

Result<UniqueFd> open_lock(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return fail(Error::from_errno(errno, path));
  return fd;
}

// 0 or errno.
int lock(int fd, int operation) {
  while (::flock(fd, operation) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

}  // namespace

Result<FileLock> FileLock::acquire(const std::string& path) {
  HG_TRY_ASSIGN(UniqueFd fd, open_lock(path));
  if (const int error = lock(fd.get(), LOCK_EX)) return fail(Error::from_errno(error, path));
  return FileLock(std::move(fd));
}

Result<std::optional<FileLock>> FileLock::try_acquire(const std::string& path) {
  HG_TRY_ASSIGN(UniqueFd fd, open_lock(path));
  const int error = lock(fd.get(), LOCK_EX | LOCK_NB);
  if (error == EWOULDBLOCK) return std::nullopt;
  if (error != 0) return fail(Error::from_errno(error, path));
  return FileLock(std::move(fd));
}

}  // namespace hg::os
