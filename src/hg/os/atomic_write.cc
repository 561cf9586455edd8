// write_file_atomic: a temporary beside the target, then rename.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>

#include "hg/base/random.h"
#include "hg/base/scope_exit.h"
#include "hg/os/file.h"
#include "hg/os/path.h"
#include "hg/os/unique_fd.h"

namespace hg::os {
namespace {

constexpr int kMaxLinks = 40;  // as the kernel
constexpr int kMaxNames = 16;
constexpr std::string_view kPrefix = ".hg-";
constexpr std::string_view kSuffix = ".tmp";

// Where a write through `path` would end: rename would replace a symlink, where every compiler writes to its
// target.
Result<std::string> follow_links(std::string path) {
  std::array<char, PATH_MAX> target{};
  for (int hop = 0; hop < kMaxLinks; ++hop) {
    const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
    if (size < 0) return path;  // no link, or nothing there: open() will tell
    path = join(directory_name(path), {target.data(), static_cast<std::size_t>(size)});
  }
  return fail(Error::from_errno(ELOOP, path));
}

// A device or pipe cannot be replaced by a file (and /dev/null must not be).
Status write_in_place(const std::string& path, std::string_view bytes) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd) return fail(Error::from_errno(errno, path));
  auto written = write_all(fd.get(), bytes);
  if (!written) return fail(std::move(written).error().context(path));
  return {};
}

// A new file in `directory`, named shortly so that a target with a name of 255 characters has one too.
Result<UniqueFd> make_temporary(const std::string& directory, mode_t mode, std::string& name) {
  SeededRandom random(system_seed());
  for (int attempt = 0; attempt < kMaxNames; ++attempt) {
    name = join(directory, std::string(kPrefix) + std::to_string(random.next()) + std::string(kSuffix));
    UniqueFd fd(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (fd) return fd;
    if (errno != EEXIST) return fail(Error::from_errno(errno, "cannot create a file in " + directory));
  }
  return fail(Code::already_exists, "no free temporary name in " + directory);
}

Status set_times(int fd, const std::string& path, std::int64_t mtime_ns) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::array<timespec, 2> times{
      {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, {.tv_sec = mtime_ns / kSecond, .tv_nsec = mtime_ns % kSecond}}};
  if (::futimens(fd, times.data()) != 0) return fail(Error::from_errno(errno, path + ": set time"));
  return {};
}

}  // namespace

bool is_temporary_name(std::string_view name) {
  return name.starts_with(kPrefix) && name.ends_with(kSuffix);
}

Status write_file_atomic(const std::string& path, std::string_view bytes, mode_t mode,
                         std::optional<std::int64_t> mtime_ns) {
  std::string target = path;
  struct stat info{};
  bool exists = ::lstat(path.c_str(), &info) == 0;
  if (exists && S_ISLNK(info.st_mode)) {
    HG_TRY_ASSIGN(target, follow_links(path));
    exists = ::stat(target.c_str(), &info) == 0;
  }
  if (exists) {
    if (S_ISDIR(info.st_mode)) return fail(Code::failed_precondition, path + ": is a directory");
    if (!S_ISREG(info.st_mode)) return write_in_place(target, bytes);
  }

  std::string temporary;
  HG_TRY_ASSIGN(UniqueFd fd, make_temporary(std::string(directory_name(target)), mode, temporary));
  ScopeExit cleanup([&] { ::unlink(temporary.c_str()); });
  auto written = write_to_file(fd.get(), bytes);
  if (!written) return fail(std::move(written).error().context(path));
  if (mtime_ns) HG_TRY(set_times(fd.get(), path, *mtime_ns));
  // Some file systems report a failed write only here.
  if (::close(fd.release()) != 0) return fail(Error::from_errno(errno, path + ": close"));
  if (::rename(temporary.c_str(), target.c_str()) != 0)
    return fail(Error::from_errno(errno, path + ": rename"));
  cleanup.release();
  return {};
}

}  // namespace hg::os
