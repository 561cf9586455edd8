// A lock between processes: flock(2) on a file of its own, which stays behind empty. The kernel lets it go
// when its owner ends, however it ends. Two locks in one process exclude each other too.
#pragma once

#include <optional>
#include <string>

#include "hg/base/result.h"
#include "hg/os/unique_fd.h"

namespace hg::os {

class FileLock {
 public:
  // Waits until it is free. The file is made (0600) if missing; its directory must exist.
  static Result<FileLock> acquire(const std::string& path);

  // Nothing if somebody else holds it; never waits.
  static Result<std::optional<FileLock>> try_acquire(const std::string& path);

  // What holds the lock, for a program that goes on holding it as another one (execve). Close-on-exec.
  UniqueFd release() && { return std::move(fd_); }

 private:
  explicit FileLock(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace hg::os
