#include "hg/client/agent/daemon.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace hg::client::agent {
namespace {

constexpr int kKept = 3;

Status redirect_to_null() {
  const int null = ::open("/dev/null", O_RDWR);
  if (null < 0) return fail(Error::from_errno(errno, "/dev/null"));
  for (int fd = 0; fd < kKept; ++fd) {
    if (null != fd && ::dup2(null, fd) < 0) return fail(Error::from_errno(errno, "dup2"));
  }
  if (null > kKept) ::close(null);
  return {};
}

}  // namespace

os::UniqueFd inherited_listener() {
  int listening = 0;
  socklen_t size = sizeof listening;
  const int known = ::getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size);
  if (known != 0 || listening == 0) return {};
  return os::UniqueFd(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, kKept + 1));
}

Result<os::UniqueFd> go_to_background(os::UniqueFd kept) {
  HG_TRY(redirect_to_null());
  const bool moved = kept.get() != kKept;
  if (moved && ::dup3(kept.get(), kKept, O_CLOEXEC) < 0) return fail(Error::from_errno(errno, "dup3"));
  if (!moved) (void)kept.release();
  kept.reset();
  if (::close_range(kKept + 1, ~0U, 0) != 0) return fail(Error::from_errno(errno, "close_range"));
  if (::chdir("/") != 0) return fail(Error::from_errno(errno, "/"));
  const pid_t child = ::fork();
  if (child < 0) return fail(Error::from_errno(errno, "fork"));
  if (child > 0) ::_exit(0);
  ::setsid();
  ::umask(077);
  return os::UniqueFd(kKept);
}

}  // namespace hg::client::agent
