// Who may connect: so many in all, so many of one peer.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <map>
#include <string>

namespace hg::rpc {

struct AdmissionLimits {
  std::size_t all = 0;
  std::size_t per_peer = 0;
};

// What a process with so many descriptors can hold: each connection takes two, some are kept for everything
// else, and no peer gets more than a quarter.
AdmissionLimits limits_for(std::size_t descriptors);

// Who a connection's other end is: an IPv4 address (mapped into IPv6 or not), or the first half of an IPv6
// address, all of which one machine can have. Empty for what is neither.
std::string peer_of(const sockaddr_storage& address);
// For people: "192.0.2.1", "2001:db8::/64".
std::string to_string_of_peer(const std::string& peer);

// Not thread-safe.
class Admission {
 public:
  enum class Answer { yes, full, peer_has_enough };

  explicit Admission(AdmissionLimits limits) : limits_(limits) {}

  // With `yes` the peer has one more, until it leaves.
  Answer enter(const std::string& peer);
  void leave(const std::string& peer);
  [[nodiscard]] std::size_t inside() const { return inside_; }

 private:
  AdmissionLimits limits_;
  std::size_t inside_ = 0;
  std::map<std::string, std::size_t> of_peer_;  // those that have some
};

}  // namespace hg::rpc
