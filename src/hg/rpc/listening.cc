#include "hg/rpc/listening.h"

#include <fmt/core.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <string>

namespace hg::rpc {
namespace {

constexpr int kWaiting = 1024;        // connections that the kernel keeps for us
constexpr unsigned kPatience = 5000;  // ms, that a peer may leave what we sent unanswered

Error explain(int errnum, const model::Address& address, std::string_view port_option) {
  switch (errnum) {
    case EADDRINUSE:
      return {Code::already_exists,
              fmt::format("port {} on {} is in use by another program; choose another with {}", address.port,
                          address.host, port_option)};
    case EACCES:
      return {Code::permission_denied, fmt::format("port {} on {} needs root; choose one above 1023 with {}",
                                                   address.port, address.host, port_option)};
    case EADDRNOTAVAIL:
      return {
          Code::invalid_argument,
          fmt::format("{} is not an address of this machine; choose another with --listen", address.host)};
    default:
      return Error::from_errno(errnum, fmt::format("cannot listen on {}", model::to_string(address)));
  }
}

void set(int fd, int level, int option, unsigned value) {
  ::setsockopt(fd, level, option, &value, sizeof value);
}

// Sets errno.
os::UniqueFd listen_at(const addrinfo& place, std::uint16_t port) {
  os::UniqueFd fd(::socket(place.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return {};
  set(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  // Connections inherit these two.
  set(fd.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  set(fd.get(), IPPROTO_TCP, TCP_USER_TIMEOUT, kPatience);
  sockaddr_storage address{};
  std::memcpy(&address, place.ai_addr, place.ai_addrlen);
  // The port stands at the same place for both.
  reinterpret_cast<sockaddr_in*>(&address)->sin_port = htons(port);
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), place.ai_addrlen) != 0) return {};
  if (::listen(fd.get(), kWaiting) != 0) return {};
  return fd;
}

std::uint16_t port_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

}  // namespace

Result<Listening> listen_on(const model::Address& address, std::string_view port_option) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found) != 0) {
    return fail(Code::invalid_argument,
                fmt::format("cannot find the address of '{}'; choose another with --listen", address.host));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  Listening made;
  made.port = address.port;
  int trouble = 0;
  for (const addrinfo* place = found; place != nullptr; place = place->ai_next) {
    os::UniqueFd fd = listen_at(*place, made.port);
    if (fd) {
      made.port = port_of(fd.get());
      made.sockets.push_back(std::move(fd));
    } else if (errno == EADDRINUSE) {
      return fail(explain(errno, address, port_option));
    } else if (trouble == 0) {
      trouble = errno;  // one of several may be missing: a machine without IPv6
    }
  }
  if (made.sockets.empty()) return fail(explain(trouble, address, port_option));
  return made;
}

}  // namespace hg::rpc
