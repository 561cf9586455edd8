#include "hg/discovery/sightings.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <set>
#include <utility>

#include "hg/base/result.h"
#include "hg/discovery/service.h"

namespace hg::discovery {
namespace {

bool reachable(const std::string& ip) {
  in_addr v4{};
  if (::inet_pton(AF_INET, ip.c_str(), &v4) == 1)
    return !model::is_any(ip) && !model::is_loopback(ip) && !IN_MULTICAST(ntohl(v4.s_addr));
  in6_addr v6{};
  if (::inet_pton(AF_INET6, ip.c_str(), &v6) != 1) return false;
  return !IN6_IS_ADDR_LINKLOCAL(&v6) && !IN6_IS_ADDR_LOOPBACK(&v6) && !IN6_IS_ADDR_UNSPECIFIED(&v6) &&
         !IN6_IS_ADDR_MULTICAST(&v6);
}

Result<Peer> peer_of(const Sighting& sighting) {
  if (sighting.port == 0 || !reachable(sighting.ip))
    return fail(Code::invalid_argument, "it has no address that could be connected to");
  HG_TRY_ASSIGN(Txt txt, parse_txt(sighting.txt));
  HG_TRY_ASSIGN(std::string host, model::parse_host(sighting.host));
  return Peer{.role = txt.role,
              .id = std::move(txt.id),
              .name = sighting.place.name,
              .host = std::move(host),
              .address = {sighting.ip, sighting.port},
              .version = std::move(txt.version),
              .http_port = txt.http_port,
              .tls = txt.tls};
}

}  // namespace

bool Sightings::seen(const Sighting& sighting) {
  auto peer = peer_of(sighting);
  if (!peer) return gone(sighting.place);
  const auto found = peers_.find(sighting.place);
  if (found == peers_.end() && peers_.size() >= kMost) return false;
  if (found != peers_.end() && found->second == *peer) return false;
  peers_.insert_or_assign(sighting.place, *std::move(peer));
  return true;
}

bool Sightings::gone(const Place& place) {
  return peers_.erase(place) > 0;
}

std::vector<Peer> Sightings::peers() const {
  std::map<std::string, std::pair<Place, Peer>> best;
  std::map<std::string, std::set<std::string>> ips;
  for (const auto& [place, peer] : peers_) {
    ips[peer.id].insert(peer.address.host);
    const auto [at, added] = best.try_emplace(peer.id, place, peer);
    if (added) continue;
    const Place& known = at->second.first;
    if (std::pair(place.v6, place.interface) < std::pair(known.v6, known.interface))
      at->second = {place, peer};
  }
  std::vector<Peer> all;
  for (auto& [id, found] : best) {
    found.second.ips.assign(ips[id].begin(), ips[id].end());
    all.push_back(std::move(found.second));
  }
  return all;
}

}  // namespace hg::discovery
