// Another program of a grid, as it was found on the local network. Nothing of it is proven.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hg/model/address.h"
#include "hg/model/role.h"

namespace hg::discovery {

struct Peer {
  model::Role role = model::Role::worker;
  std::string id{};                // of its process
  std::string name{};              // "coordinator on hg1", for people
  std::string host{};              // "hg1.local"
  model::Address address{};        // of its gRPC, an IP address
  std::vector<std::string> ips{};  // all that it was seen at
  std::string version{};
  std::uint16_t http_port = 0;  // 0: not told
  bool tls = false;
  bool operator==(const Peer&) const = default;
};

}  // namespace hg::discovery
