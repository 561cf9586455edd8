#include "hg/client/real_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::client {
namespace {

Status write_in_place(const Installed& file) {
  const os::UniqueFd fd(::open(file.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666));
  if (!fd) return fail(Error::from_errno(errno, file.path));
  return os::write_all(fd.get(), file.bytes);
}

// Would the compiler write into the file that is there, rather than make a new one in its place?
//   clang makes a temporary and renames it over whatever has the name, a symlink too;
//   gcc's assembler removes what has the name if the file (behind the symlink) has content, else writes into
//   it; everything else (.d, .s, .su) is opened and truncated, which shows only if the file has another name.
bool in_place(Installed::Writer writer, const struct stat& link, const struct stat* target) {
  switch (writer) {
    case Installed::Writer::clang:
      return false;
    case Installed::Writer::gcc_assembler:
      return target == nullptr || target->st_size == 0;
    case Installed::Writer::stream:
      return S_ISLNK(link.st_mode) || link.st_nlink > 1;
  }
  return false;
}

}  // namespace

bool RealFiles::is_regular(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

bool RealFiles::same(const std::string& a, const std::string& b) {
  struct stat first{};
  struct stat second{};
  return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

Status RealFiles::install(const Installed& file) {
  struct stat link{};
  if (::lstat(file.path.c_str(), &link) != 0) return os::write_file_atomic(file.path, file.bytes);
  struct stat target{};
  const bool exists = ::stat(file.path.c_str(), &target) == 0;
  if (exists && !S_ISREG(target.st_mode))
    return fail(Code::failed_precondition, file.path + " is not a regular file");
  if (exists && file.writer == Installed::Writer::stream && ::access(file.path.c_str(), W_OK) != 0) {
    return fail(Error::from_errno(errno, file.path));
  }
  if (in_place(file.writer, link, exists ? &target : nullptr)) return write_in_place(file);
  // write_file_atomic() would follow a symlink; both compilers put the object in its place.
  if (S_ISLNK(link.st_mode) && ::unlink(file.path.c_str()) != 0) {
    return fail(Error::from_errno(errno, file.path));
  }
  return os::write_file_atomic(file.path, file.bytes);
}

}  // namespace hg::client
