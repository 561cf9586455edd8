// Through avahi-daemon, which then owns the port and the machine's name.
#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-client/publish.h>

#include "hg/discovery/mdns/announcing.h"
#include "hg/discovery/mdns/looking.h"

namespace hg::discovery::mdns {
namespace {

struct DaemonApi {
  using Root = AvahiClient;
  using Group = AvahiEntryGroup;
  using Browser = AvahiServiceBrowser;
  using Resolver = AvahiServiceResolver;

  static Group* new_group(Root* root, Announcing<DaemonApi>* owner) {
    return avahi_entry_group_new(
        root,
        [](Group* /*group*/, AvahiEntryGroupState state, void* data) {
          static_cast<Announcing<DaemonApi>*>(data)->on_state(state);
        },
        owner);
  }
  static bool is_empty(Group* group) { return avahi_entry_group_is_empty(group) != 0; }
  static void reset(Group* group) { avahi_entry_group_reset(group); }
  static int commit(Group* group) { return avahi_entry_group_commit(group); }
  static int add_service(Root* /*root*/, Group* group, const Announcement& what, const char* type,
                         AvahiStringList* txt) {
    return avahi_entry_group_add_service_strlst(group, what.interface, what.protocol, AvahiPublishFlags{},
                                                what.name.c_str(), type, nullptr, nullptr, what.port, txt);
  }
  static Browser* new_browser(Root* root, const char* type, AvahiServiceBrowserCallback told, void* data) {
    return avahi_service_browser_new(root, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, type, nullptr,
                                     AvahiLookupFlags{}, told, data);
  }
  static void free_browser(Browser* browser) { avahi_service_browser_free(browser); }
  static Resolver* new_resolver(Root* root, AvahiIfIndex interface, AvahiProtocol protocol, const char* name,
                                const char* type, const char* domain, AvahiServiceResolverCallback told,
                                void* data) {
    return avahi_service_resolver_new(root, interface, protocol, name, type, domain, protocol,
                                      AvahiLookupFlags{}, told, data);
  }
  static void free_resolver(Resolver* resolver) { avahi_service_resolver_free(resolver); }
  static std::string error(Root* root) { return avahi_strerror(avahi_client_errno(root)); }
};

class Daemon final : public Backend {
 public:
  explicit Daemon(Events& events) : events_(events) {}
  ~Daemon() override {
    looking_.reset();
    if (client_ != nullptr) avahi_client_free(client_);
  }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  Status open(const AvahiPoll* poll, const Wanted& wanted) {
    if (wanted.announce) announcing_.emplace(*wanted.announce, events_);
    int error = 0;
    client_ = avahi_client_new(poll, AvahiClientFlags{}, on_state, this, &error);
    if (client_ == nullptr) return fail(Code::unavailable, avahi_strerror(error));
    if (!wanted.look) return {};
    looking_.emplace(client_, events_);
    if (!looking_->works()) return fail(Code::unavailable, DaemonApi::error(client_));
    return {};
  }

 private:
  // The first call comes before avahi_client_new() has returned.
  static void on_state(AvahiClient* client, AvahiClientState state, void* data) {
    auto& self = *static_cast<Daemon*>(data);
    if (state == AVAHI_CLIENT_FAILURE) return self.events_.failed(DaemonApi::error(client));
    if (!self.announcing_) return;
    if (state == AVAHI_CLIENT_S_RUNNING) self.announcing_->publish(client);
    if (state == AVAHI_CLIENT_S_COLLISION || state == AVAHI_CLIENT_S_REGISTERING)
      self.announcing_->withdraw();
  }

  Events& events_;
  AvahiClient* client_ = nullptr;
  std::optional<Announcing<DaemonApi>> announcing_;
  std::optional<Looking<DaemonApi>> looking_;
};

}  // namespace

Result<std::unique_ptr<Backend>> open_daemon(const AvahiPoll* poll, const Wanted& wanted, Events& events) {
  auto daemon = std::make_unique<Daemon>(events);
  HG_TRY(daemon->open(poll, wanted));
  return daemon;
}

}  // namespace hg::discovery::mdns
