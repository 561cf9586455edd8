// The directory below which one worker makes its job directories.
#pragma once

#include <string>

#include "hg/base/result.h"
#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::executor {

// Memory (/dev/shm) if it has room for large compiles, else `fallback`.
std::string default_job_parent(const std::string& fallback);

class JobRoot {
 public:
  // A fresh 0700 directory below `parent`, held with a lock and removed at the end. What workers of the same
  // user that were killed left there is removed first. Fails as os::TempDir does.
  static Result<JobRoot> make(const std::string& parent);

  [[nodiscard]] const std::string& path() const { return directory_.path(); }

  // Is a path() nobody's any more: gone, or its worker is?
  static bool is_abandoned(const std::string& path);

  // Once more, at the end of a worker's start: a child that a killed worker had forked and that was no
  // compiler yet still held its lock when make() looked.
  void sweep_again() const;

 private:
  JobRoot(os::TempDir directory, os::UniqueFd lock)
      : directory_(std::move(directory)), lock_(std::move(lock)) {}
  os::TempDir directory_;
  os::UniqueFd lock_;
};

}  // namespace hg::executor
