#include "hg/worker/service/own_address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

#include "hg/base/scope_exit.h"
#include "hg/os/unique_fd.h"

namespace hg::worker::service {
namespace {

// Connecting a datagram socket chooses the route and the local address, and sends nothing.
Result<std::string> local_end_of_route(const addrinfo& to) {
  const os::UniqueFd fd(::socket(to.ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_storage local{};
  socklen_t size = sizeof local;
  if (!fd || ::connect(fd.get(), to.ai_addr, to.ai_addrlen) != 0 ||
      ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&local), &size) != 0) {
    return fail(Code::unavailable, "no route");
  }
  std::array<char, NI_MAXHOST> text{};
  if (::getnameinfo(reinterpret_cast<sockaddr*>(&local), size, text.data(), text.size(), nullptr, 0,
                    NI_NUMERICHOST) != 0) {
    return fail(Code::unavailable, "no address");
  }
  return std::string(text.data());
}

}  // namespace

Result<std::string> own_address_towards(const model::Address& peer) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(peer.host.c_str(), std::to_string(peer.port).c_str(), &hints, &found);
  if (error != 0) return fail(Code::unavailable, peer.host + ": " + ::gai_strerror(error));
  const ScopeExit release([found] { ::freeaddrinfo(found); });
  for (const addrinfo* to = found; to != nullptr; to = to->ai_next) {
    if (auto address = local_end_of_route(*to)) return address;
  }
  return fail(Code::unavailable, "no route to " + peer.host);
}

}  // namespace hg::worker::service
