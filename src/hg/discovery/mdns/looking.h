// Browses for services and keeps each of them resolved. `Api` as in announcing.h.
#pragma once

#include <avahi-common/defs.h>
#include <avahi-common/strlst.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hg/discovery/mdns/backend.h"
#include "hg/discovery/service.h"

namespace hg::discovery::mdns {

template <typename Api>
class Looking {
 public:
  // `root` and `events` must outlive it.
  Looking(typename Api::Root* root, Events& events) : root_(root), events_(events) {
    browser_ = Api::new_browser(root, std::string(kServiceType).c_str(), on_browse, this);
  }
  ~Looking() {
    while (!found_.empty()) drop(found_.begin());
    if (browser_ != nullptr) Api::free_browser(browser_);
  }
  Looking(const Looking&) = delete;
  Looking& operator=(const Looking&) = delete;

  [[nodiscard]] bool works() const { return browser_ != nullptr; }

 private:
  using Resolver = typename Api::Resolver;
  struct Found {
    Looking* owner;
    Place place;
    std::string domain;
    Resolver* resolver = nullptr;
    bool resolved = false;
  };
  using AllFound = std::map<Place, std::unique_ptr<Found>>;

  static void on_browse(typename Api::Browser* /*browser*/, AvahiIfIndex interface, AvahiProtocol protocol,
                        AvahiBrowserEvent event, const char* name, const char* /*type*/, const char* domain,
                        AvahiLookupResultFlags /*flags*/, void* data) {
    auto& self = *static_cast<Looking*>(data);
    if (event == AVAHI_BROWSER_FAILURE) return self.events_.failed(Api::error(self.root_));
    if (event == AVAHI_BROWSER_ALL_FOR_NOW) self.all_for_now_ = true;
    if (event == AVAHI_BROWSER_NEW)
      self.add({interface, protocol == AVAHI_PROTO_INET6, name}, domain == nullptr ? "" : domain);
    if (event == AVAHI_BROWSER_REMOVE) self.remove({interface, protocol == AVAHI_PROTO_INET6, name});
    self.tell_if_round();
  }

  static void on_resolve(Resolver* /*resolver*/, AvahiIfIndex /*interface*/, AvahiProtocol /*protocol*/,
                         AvahiResolverEvent event, const char* /*name*/, const char* /*type*/,
                         const char* /*domain*/, const char* host, const AvahiAddress* address,
                         std::uint16_t port, AvahiStringList* txt, AvahiLookupResultFlags /*flags*/,
                         void* data) {
    auto& found = *static_cast<Found*>(data);
    Looking& self = *found.owner;
    found.resolved = true;
    if (event != AVAHI_RESOLVER_FOUND || host == nullptr || address == nullptr) {
      // It is still announced: perhaps it answers next time. Each try takes Avahi five seconds.
      self.events_.gone(found.place);
      self.resolve(found);
    } else {
      std::array<char, AVAHI_ADDRESS_STR_MAX> ip{};
      avahi_address_snprint(ip.data(), ip.size(), address);
      self.events_.seen({found.place, host, ip.data(), port, strings(txt)});
    }
    self.tell_if_round();
  }

  static std::vector<std::string> strings(AvahiStringList* txt) {
    std::vector<std::string> all;
    for (; txt != nullptr && all.size() < kMostStrings; txt = avahi_string_list_get_next(txt)) {
      const auto* text = reinterpret_cast<const char*>(avahi_string_list_get_text(txt));
      all.emplace_back(text, avahi_string_list_get_size(txt));
    }
    return all;
  }

  void add(Place place, std::string domain) {
    if (found_.size() >= Sightings::kMost || found_.contains(place)) return;
    auto found = std::make_unique<Found>(Found{.owner = this, .place = place, .domain = std::move(domain)});
    resolve(*found);
    found_.emplace(std::move(place), std::move(found));
  }

  void resolve(Found& found) {
    if (found.resolver != nullptr) Api::free_resolver(found.resolver);
    // An address of the version it was seen by: that one can be reached there.
    const AvahiProtocol protocol = found.place.v6 ? AVAHI_PROTO_INET6 : AVAHI_PROTO_INET;
    found.resolver =
        Api::new_resolver(root_, found.place.interface, protocol, found.place.name.c_str(),
                          std::string(kServiceType).c_str(), found.domain.c_str(), on_resolve, &found);
  }

  void remove(const Place& place) {
    const auto at = found_.find(place);
    if (at == found_.end()) return;
    drop(at);
    events_.gone(place);
  }

  void drop(typename AllFound::iterator at) {
    if (at->second->resolver != nullptr) Api::free_resolver(at->second->resolver);
    found_.erase(at);
  }

  void tell_if_round() {
    if (!all_for_now_) return;
    for (const auto& [place, found] : found_) {
      if (!found->resolved) return;
    }
    events_.looked_round();
  }

  static constexpr std::size_t kMostStrings = 64;

  typename Api::Root* root_;
  Events& events_;
  typename Api::Browser* browser_ = nullptr;
  AllFound found_;
  bool all_for_now_ = false;
};

}  // namespace hg::discovery::mdns
