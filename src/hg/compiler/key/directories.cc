#include "hg/compiler/key/directories.h"

#include <algorithm>
#include <cerrno>

#include "hg/os/path.h"

namespace hg::compiler::key {
namespace {

constexpr std::int64_t kSettled = 2'000'000'000;

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

os::FileStamp stamp_of(const struct stat& info) {
  return {info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size), nanoseconds(info.st_mtim),
          nanoseconds(info.st_ctim)};
}

bool is_missing(int error) {
  return error == ENOENT || error == ENOTDIR;
}

}  // namespace

Directories::Directory& Directories::directory(const std::string& path) {
  const auto [at, is_new] = directories_.try_emplace(path);
  Directory& directory = at->second;
  if (!is_new) return directory;
  const auto stamp = os::directory_stamp(path);
  directory.exists = stamp.has_value();
  if (stamp) {
    directory.stamp = *stamp;
  } else {
    look(path);
  }
  return directory;
}

const Directories::Found& Directories::look(const std::string& path) {
  static const Found kNowhere{};
  Directory& parent = directory(std::string(os::directory_name(path)));
  // The parent's own absence has been recorded, and stands for all below it.
  if (!parent.exists) return kNowhere;
  const std::string name(os::base_name(path));
  const auto [at, is_new] = parent.names.try_emplace(name);
  Found& found = at->second;
  if (!is_new) return found;
  struct stat link{};
  bool exists = ::lstat(path.c_str(), &link) == 0;
  const bool linked = exists;
  struct stat target = link;
  if (exists && S_ISLNK(link.st_mode)) exists = ::stat(path.c_str(), &target) == 0;
  if (exists) {
    found.kind = S_ISREG(target.st_mode)   ? Kind::file
                 : S_ISDIR(target.st_mode) ? Kind::directory
                                           : Kind::unreadable;
    found.stamp = stamp_of(target);
    found.named_ns = std::max(nanoseconds(link.st_ctim), found.stamp.ctime_ns);
  } else if (is_missing(errno)) {
    parent.absent.push_back(name);
    if (linked) parent.stamp_tells = false;  // a link to nothing: its target may appear anywhere
  } else {
    found.kind = Kind::unreadable;
  }
  return found;
}

void Directories::keep(const std::string& path) {
  directory(path).kept = true;
}

std::int64_t Directories::changed_ns(const std::string& path) {
  const Directory& parent = directory(std::string(os::directory_name(path)));
  return parent.exists ? std::max(parent.stamp.mtime_ns, parent.stamp.ctime_ns) : 0;
}

std::vector<cache::Absent> Directories::absent(std::int64_t now_ns) const {
  std::vector<cache::Absent> groups;
  for (const auto& [path, directory] : directories_) {
    if (!directory.exists || (directory.absent.empty() && !directory.kept)) continue;
    const std::int64_t changed = std::max(directory.stamp.mtime_ns, directory.stamp.ctime_ns);
    const bool tells = directory.stamp_tells && changed + kSettled < now_ns;
    groups.push_back({path, tells ? std::optional(directory.stamp) : std::nullopt, directory.absent});
  }
  return groups;
}

bool still_absent(const cache::Absent& group) {
  const auto stamp = os::directory_stamp(group.directory);
  if (!stamp) return false;
  if (group.stamp && *stamp == *group.stamp) return true;
  struct stat info{};
  return std::all_of(group.paths.begin(), group.paths.end(), [&](const std::string& path) {
    return ::stat(os::join(group.directory, path).c_str(), &info) != 0 && is_missing(errno);
  });
}

}  // namespace hg::compiler::key
