#include "hg/jail/identity.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::jail {
namespace {

tl::unexpected<Error> failed(const char* what) {
  return fail(Error::from_errno(errno, what));
}

Status write_to(const char* path, const std::string& text) {
  const os::UniqueFd fd(::open(path, O_WRONLY | O_CLOEXEC));
  if (!fd) return failed(path);
  return os::write_all(fd.get(), text);
}

// "INSIDE OUTSIDE 1": all that an ordinary user may map.
std::string only(unsigned outside) {
  return std::to_string(kNobody) + " " + std::to_string(outside) + " 1";
}

// The job's directory and what the worker has put there. No job has run in it yet.
Status give_directory_away() {
  if (::chown(".", kNobody, kNobody) != 0) return failed("chown");
  DIR* listing = ::opendir(".");
  if (listing == nullptr) return failed("opendir");
  Status status;
  while (const dirent* entry = ::readdir(listing)) {
    const std::string name = static_cast<const char*>(entry->d_name);
    if (name == "." || name == "..") continue;
    if (::fchownat(AT_FDCWD, name.c_str(), kNobody, kNobody, AT_SYMLINK_NOFOLLOW) != 0)
      status = failed("chown");
  }
  ::closedir(listing);
  return status;
}

}  // namespace

Status become_nobody_inside(unsigned user, unsigned group) {
  HG_TRY(write_to("/proc/self/setgroups", "deny"));
  HG_TRY(write_to("/proc/self/uid_map", only(user)));
  return write_to("/proc/self/gid_map", only(group));
}

Status become_nobody() {
  HG_TRY(give_directory_away());
  if (::setgroups(0, nullptr) != 0) return failed("setgroups");
  if (::setresgid(kNobody, kNobody, kNobody) != 0) return failed("setresgid");
  if (::setresuid(kNobody, kNobody, kNobody) != 0) return failed("setresuid");
  return {};
}

Status drop_privileges() {
  __user_cap_header_struct header{};
  header.version = _LINUX_CAPABILITY_VERSION_3;
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capset, &header, none) != 0) return failed("capset");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("no_new_privs");
  return {};
}

}  // namespace hg::jail
