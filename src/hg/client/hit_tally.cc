#include "hg/client/hit_tally.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

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

std::vector<std::string> HitTally::take() {
  std::vector<std::string> sources;
  const os::UniqueFd fd(path_.empty() ? -1 : ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return sources;
  std::string text;
  std::array<char, 65536> piece;
  while (true) {
    const ssize_t got =
        ::pread(fd.get(), piece.data(), piece.size(), static_cast<off_t>(read_ + text.size()));
    if (got <= 0) break;
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
    sources.push_back(text.substr(begin, end - begin));
  read_ += begin;
  return sources;
}

void tally_hit(const std::string& directory, const std::string& build, std::string_view source) {
  const std::string path = tally_path(directory, build);
  if (path.empty()) return;
  const os::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return;
  const std::string line = std::string(source.substr(0, source.find('\n'))) + '\n';
  (void)!::write(fd.get(), line.data(), line.size());
}

}  // namespace hg::client
