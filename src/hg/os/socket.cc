#include "hg/os/socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "hg/os/file_lock.h"

namespace hg::os {
namespace {

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return fail(Code::invalid_argument, "socket path '" + path + "' must have 1 to " +
                                            std::to_string(sizeof address.sun_path - 1) + " bytes");
  }
  std::copy(path.begin(), path.end(), static_cast<char*>(address.sun_path));
  return address;
}

// The socket calls' view of an address.
const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

UniqueFd new_socket(int flags) {
  return UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
}

// A full queue (EAGAIN) is a sign of life too.
bool is_alive(const sockaddr_un& address) {
  const UniqueFd probe = new_socket(SOCK_NONBLOCK);
  return ::connect(probe.get(), generic(address), sizeof address) == 0 || errno == EAGAIN;
}

bool is_socket(const std::string& path) {
  struct stat info{};
  return ::lstat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode);
}

// Takes away what a dead server left. Call under the lock: otherwise a server that has just replaced it could
// lose its own.
Status remove_stale(const std::string& path, const sockaddr_un& address) {
  if (!is_socket(path)) return fail(Code::already_exists, path + ": exists and is not a socket");
  if (is_alive(address)) return fail(Code::already_exists, path + ": another server listens there");
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail(Error::from_errno(errno, path));
  return {};
}

Status set_send_timeout(int fd, std::chrono::microseconds time) {
  const timeval value{time.count() / 1'000'000, time.count() % 1'000'000};
  if (::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &value, sizeof value) == 0) return {};
  return fail(Error::from_errno(errno, "SO_SNDTIMEO"));
}

}  // namespace

Result<UniqueFd> listen_unix(const std::string& path, int backlog) {
  HG_TRY_ASSIGN(const sockaddr_un address, address_of(path));
  HG_TRY_ASSIGN(const FileLock lock, FileLock::acquire(path + ".lock"));
  UniqueFd fd = new_socket(SOCK_NONBLOCK);
  if (!fd) return fail(Error::from_errno(errno, "socket"));
  if (::bind(fd.get(), generic(address), sizeof address) != 0) {
    if (errno != EADDRINUSE) return fail(Error::from_errno(errno, path));
    HG_TRY(remove_stale(path, address));
    if (::bind(fd.get(), generic(address), sizeof address) != 0) return fail(Error::from_errno(errno, path));
  }
  if (::listen(fd.get(), backlog) != 0) return fail(Error::from_errno(errno, path));
  return fd;
}

Result<UniqueFd> connect_unix(const std::string& path, std::chrono::milliseconds patience) {
  HG_TRY_ASSIGN(const sockaddr_un address, address_of(path));
  UniqueFd fd = new_socket(0);
  if (!fd) return fail(Error::from_errno(errno, "socket"));
  // connect() on a Unix socket waits only for room in the server's queue, and at most as long as a send may.
  HG_TRY(set_send_timeout(fd.get(), std::max(patience, std::chrono::milliseconds(1))));
  while (::connect(fd.get(), generic(address), sizeof address) != 0) {
    if (errno == EAGAIN) return fail(Code::deadline_exceeded, path + ": the server does not answer");
    if (errno != EINTR) return fail(Error::from_errno(errno, path));
  }
  HG_TRY(set_send_timeout(fd.get(), std::chrono::microseconds(0)));
  return fd;
}

Result<uid_t> peer_uid(int fd) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return fail(Error::from_errno(errno, "SO_PEERCRED"));
  }
  return credentials.uid;
}

}  // namespace hg::os
