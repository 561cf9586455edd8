// Directories: making, listing, removing, temporary ones.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "hg/base/log.h"
#include "hg/os/file.h"
#include "hg/os/path.h"
#include "hg/os/unique_fd.h"

namespace hg::os {
namespace {

// The names in the directory at `fd`, unsorted. Consumes the descriptor.
Result<std::vector<std::string>> read_names(UniqueFd fd) {
  DIR* stream = fd ? ::fdopendir(fd.get()) : nullptr;
  if (stream == nullptr) return fail(Error::from_errno(errno, "cannot list"));
  static_cast<void>(fd.release());
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream)) {
    const std::string_view name(static_cast<const char*>(entry->d_name));
    if (name != "." && name != "..") names.emplace_back(name);
  }
  const int error = errno;
  ::closedir(stream);
  if (error != 0) return fail(Error::from_errno(error, "readdir"));
  return names;
}

UniqueFd open_directory(int parent, const std::string& name, int flags) {
  return UniqueFd(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags));
}

// Removes what `name` in `parent` is. Holds one descriptor a level; a link is removed, never followed, and a
// directory that is swapped for a link while this runs is not entered.
Status remove_entry(int parent, const std::string& name) {
  if (::unlinkat(parent, name.c_str(), 0) == 0 || errno == ENOENT) return {};
  if (errno != EISDIR && errno != EPERM) return fail(Error::from_errno(errno, name));
  const UniqueFd directory = open_directory(parent, name, O_NOFOLLOW);
  if (!directory) return fail(Error::from_errno(errno, name));
  HG_TRY_ASSIGN(const auto names, read_names(open_directory(directory.get(), ".", 0)));
  for (const std::string& child : names) {
    auto removed = remove_entry(directory.get(), child);
    if (!removed) return fail(std::move(removed).error().context(name));
  }
  if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) {
    return fail(Error::from_errno(errno, name));
  }
  return {};
}

}  // namespace

Status make_directories(const std::string& path, mode_t mode) {
  if (path.empty()) return fail(Code::invalid_argument, "a directory needs a name");
  if (::mkdir(path.c_str(), mode) == 0) return {};
  int error = errno;
  if (error == ENOENT) {
    const std::string stripped = path.substr(0, path.find_last_not_of('/') + 1);
    HG_TRY(make_directories(std::string(directory_name(stripped)), mode));
    if (::mkdir(path.c_str(), mode) == 0) return {};
    error = errno;
  }
  if (is_directory(path)) return {};
  return fail(Error::from_errno(error, "cannot make directory " + path));
}

Status remove_tree(const std::string& path) {
  const std::size_t last = path.find_last_not_of('/');
  if (last == std::string::npos) return fail(Code::invalid_argument, "refusing to remove '" + path + "'");
  return remove_entry(AT_FDCWD, path.substr(0, last + 1));
}

Result<std::vector<std::string>> list_directory(const std::string& path) {
  UniqueFd directory = open_directory(AT_FDCWD, path, 0);
  if (!directory) return fail(Error::from_errno(errno, path));
  HG_TRY_ASSIGN(auto names, read_names(std::move(directory)));
  std::sort(names.begin(), names.end());
  return names;
}

Result<TempDir> TempDir::make(const std::string& parent, std::string_view prefix) {
  std::string path = join(parent, std::string(prefix) + "XXXXXX");
  if (::mkdtemp(path.data()) == nullptr)
    return fail(Error::from_errno(errno, "cannot make a directory in " + parent));
  return TempDir(std::move(path));
}

TempDir::~TempDir() {
  if (path_.empty()) return;
  const auto removed = remove_tree(path_);
  if (!removed) log::warn("left behind {}: {}", path_, removed.error().to_string());
}

TempDir::TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
  std::swap(path_, other.path_);  // other's end removes what was ours
  return *this;
}

}  // namespace hg::os
