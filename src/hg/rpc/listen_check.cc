#include "hg/rpc/listen_check.h"

#include <fmt/core.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>

namespace hg::rpc {
namespace {

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

int try_to_bind(const addrinfo& candidate) {
  const int fd = ::socket(candidate.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  int errnum = ::bind(fd, candidate.ai_addr, candidate.ai_addrlen) == 0 ? 0 : errno;
  if (errnum == 0 && ::listen(fd, 1) != 0) errnum = errno;  // with SO_REUSEADDR only this finds a listener
  ::close(fd);
  return errnum;
}

}  // namespace

Status check_can_listen(const model::Address& address, std::string_view port_option) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found) != 0) {
    return fail(Code::invalid_argument,
                fmt::format("cannot find the address of '{}'; choose another with --listen", address.host));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  const int errnum = try_to_bind(*found);
  if (errnum == 0) return {};
  return fail(explain(errnum, address, port_option));
}

}  // namespace hg::rpc
