// From what a responder sees, interface by interface, to the programs that are there. Pure.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <vector>

#include "hg/discovery/peer.h"

namespace hg::discovery {

// Where a name was seen: the same program is seen once by each interface and each IP version.
struct Place {
  int interface = 0;
  bool v6 = false;
  std::string name{};
  auto operator<=>(const Place&) const = default;
};

// What a responder says of it.
struct Sighting {
  Place place{};
  std::string host{};
  std::string ip{};
  std::uint16_t port = 0;
  std::vector<std::string> txt{};
};

class Sightings {
 public:
  // Both return whether peers() may have changed. What is none of ours is taken as gone, and so is what could
  // not be connected to: loopback and link-local addresses, port 0. At most kMost are remembered.
  bool seen(const Sighting& sighting);
  bool gone(const Place& place);

  // One for each id, by id. Of several `address`es IPv4 is preferred, then the lowest interface: what was
  // heard there can be reached there.
  [[nodiscard]] std::vector<Peer> peers() const;

  static constexpr std::size_t kMost = 1024;

 private:
  std::map<Place, Peer> peers_;
};

}  // namespace hg::discovery
