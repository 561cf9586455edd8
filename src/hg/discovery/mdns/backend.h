// What mdns.cc asks of Avahi, of whichever of its two interfaces. All on the thread of the poll.
#pragma once

#include <avahi-common/address.h>
#include <avahi-common/watch.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/discovery/sightings.h"

namespace hg::discovery::mdns {

struct Announcement {
  std::string name{};
  std::string host_label{};  // for a responder that has to name the machine itself
  AvahiIfIndex interface = AVAHI_IF_UNSPEC;
  AvahiProtocol protocol = AVAHI_PROTO_UNSPEC;
  std::uint16_t port = 0;
  std::vector<std::string> txt{};
};

struct Wanted {
  std::optional<Announcement> announce{};
  bool look = false;
};

class Events {
 public:
  virtual ~Events() = default;
  virtual void seen(const Sighting& sighting) = 0;
  virtual void gone(const Place& place) = 0;
  virtual void looked_round() = 0;                   // everything that answered is told; may come again
  virtual void failed(const std::string& what) = 0;  // nothing more will come; must not end the backend
};

class Backend {
 public:
  virtual ~Backend() = default;  // says goodbye
};

// The daemon is asked by D-Bus; unavailable if there is none.
Result<std::unique_ptr<Backend>> open_daemon(const AvahiPoll* poll, const Wanted& wanted, Events& events);
Result<std::unique_ptr<Backend>> open_embedded(const AvahiPoll* poll, const Wanted& wanted, Events& events);

}  // namespace hg::discovery::mdns
