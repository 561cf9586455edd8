#include "hg/client/hit_tally.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hg/digest/xxh.h"
#include "hg/os/unique_fd.h"

namespace hg::client {
namespace {

std::string tally_path(const std::string& directory, const std::string& build) {
  return directory.empty() || build.empty() ? "" : directory + "/hits-" + digest::hex64(digest::xxh64(build));
}

}  // namespace

HitTally::HitTally(const std::string& directory, const std::string& build)
    : path_(tally_path(directory, build)) {
  if (path_.empty()) return;
  const os::UniqueFd fd(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) path_.clear();
}

HitTally::~HitTally() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

std::uint64_t HitTally::hits() const {
  struct stat info{};
  return !path_.empty() && ::stat(path_.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

void tally_hit(const std::string& directory, const std::string& build) {
  const std::string path = tally_path(directory, build);
  if (path.empty()) return;
  const os::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
  if (fd) (void)!::write(fd.get(), "c", 1);
}

}  // namespace hg::client
