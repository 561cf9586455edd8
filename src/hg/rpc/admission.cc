#include "hg/rpc/admission.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>

namespace hg::rpc {
namespace {

constexpr std::size_t kPerConnection = 2;  // gRPC's, and ours to see its end and to cut it
constexpr std::size_t kForOthers = 256;    // files, jobs, HTTP, connections that we open
constexpr std::size_t kV4 = sizeof(in_addr);
constexpr std::size_t kV6 = sizeof(in6_addr);

std::string bytes_of(const void* from, std::size_t count) {
  return {static_cast<const char*>(from), count};
}

}  // namespace

AdmissionLimits limits_for(std::size_t descriptors) {
  const std::size_t kept = std::min(kForOthers, descriptors / 2);
  const std::size_t all = std::max<std::size_t>(1, (descriptors - kept) / kPerConnection);
  return {all, std::max<std::size_t>(1, all / 4)};
}

std::string peer_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    return bytes_of(&reinterpret_cast<const sockaddr_in&>(address).sin_addr, kV4);
  }
  if (address.ss_family != AF_INET6) return {};
  const in6_addr& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&v6)) return bytes_of(&v6.s6_addr[kV6 - kV4], kV4);
  return bytes_of(&v6, kV6 / 2);
}

std::string to_string_of_peer(const std::string& peer) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (peer.size() == kV4) return ::inet_ntop(AF_INET, peer.data(), text.data(), text.size());
  if (peer.size() != kV6 / 2) return "?";
  const std::string whole = peer + std::string(kV6 / 2, '\0');
  return std::string(::inet_ntop(AF_INET6, whole.data(), text.data(), text.size())) + "/64";
}

Admission::Answer Admission::enter(const std::string& peer) {
  if (inside_ >= limits_.all) return Answer::full;
  std::size_t& of_peer = of_peer_[peer];
  if (of_peer >= limits_.per_peer) return Answer::peer_has_enough;
  ++of_peer;
  ++inside_;
  return Answer::yes;
}

void Admission::leave(const std::string& peer) {
  const auto known = of_peer_.find(peer);
  if (known == of_peer_.end()) return;
  --inside_;
  if (--known->second == 0) of_peer_.erase(known);
}

}  // namespace hg::rpc
