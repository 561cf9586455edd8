// Avahi's responder inside this program, beside any other on this machine: they share the port.
#include <avahi-common/alternative.h>
#include <avahi-core/core.h>
#include <avahi-core/log.h>
#include <avahi-core/lookup.h>
#include <avahi-core/publish.h>

#include "hg/discovery/mdns/announcing.h"
#include "hg/discovery/mdns/looking.h"

namespace hg::discovery::mdns {
namespace {

struct CoreApi {
  using Root = AvahiServer;
  using Group = AvahiSEntryGroup;
  using Browser = AvahiSServiceBrowser;
  using Resolver = AvahiSServiceResolver;

  static Group* new_group(Root* root, Announcing<CoreApi>* owner) {
    return avahi_s_entry_group_new(
        root,
        [](AvahiServer* /*server*/, Group* /*group*/, AvahiEntryGroupState state, void* data) {
          static_cast<Announcing<CoreApi>*>(data)->on_state(state);
        },
        owner);
  }
  static bool is_empty(Group* group) { return avahi_s_entry_group_is_empty(group) != 0; }
  static void reset(Group* group) { avahi_s_entry_group_reset(group); }
  static int commit(Group* group) { return avahi_s_entry_group_commit(group); }
  static int add_service(Root* root, Group* group, const Announcement& what, const char* type,
                         AvahiStringList* txt) {
    return avahi_server_add_service_strlst(root, group, what.interface, what.protocol, AvahiPublishFlags{},
                                           what.name.c_str(), type, nullptr, nullptr, what.port, txt);
  }
  static Browser* new_browser(Root* root, const char* type, AvahiSServiceBrowserCallback told, void* data) {
    return avahi_s_service_browser_new(root, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, type, nullptr,
                                       AvahiLookupFlags{}, told, data);
  }
  static void free_browser(Browser* browser) { avahi_s_service_browser_free(browser); }
  static Resolver* new_resolver(Root* root, AvahiIfIndex interface, AvahiProtocol protocol, const char* name,
                                const char* type, const char* domain, AvahiSServiceResolverCallback told,
                                void* data) {
    return avahi_s_service_resolver_new(root, interface, protocol, name, type, domain, protocol,
                                        AvahiLookupFlags{}, told, data);
  }
  static void free_resolver(Resolver* resolver) { avahi_s_service_resolver_free(resolver); }
  static std::string error(Root* root) { return avahi_strerror(avahi_server_errno(root)); }
};

void log_line(AvahiLogLevel /*level*/, const char* text) {
  log::debug("mDNS: {}", text);
}

class Embedded final : public Backend {
 public:
  explicit Embedded(Events& events) : events_(events) {}
  ~Embedded() override {
    looking_.reset();
    if (server_ != nullptr) avahi_server_free(server_);
  }
  Embedded(const Embedded&) = delete;
  Embedded& operator=(const Embedded&) = delete;

  Status open(const AvahiPoll* poll, const Wanted& wanted) {
    avahi_set_log_function(log_line);
    if (wanted.announce) announcing_.emplace(*wanted.announce, events_);
    AvahiServerConfig config{};
    avahi_server_config_init(&config);
    configure(config, wanted);
    int error = 0;
    server_ = avahi_server_new(poll, &config, on_state, this, &error);
    avahi_server_config_free(&config);
    if (server_ == nullptr) return fail(Code::unavailable, avahi_strerror(error));
    if (!wanted.look) return {};
    looking_.emplace(server_, events_);
    if (!looking_->works()) return fail(Code::unavailable, CoreApi::error(server_));
    return {};
  }

 private:
  static void configure(AvahiServerConfig& config, const Wanted& wanted) {
    if (wanted.announce) {
      avahi_free(config.host_name);
      config.host_name = avahi_strdup(wanted.announce->host_label.c_str());
    }
    config.disable_publishing = wanted.announce ? 0 : 1;
    config.publish_hinfo = 0;
    config.publish_workstation = 0;
    config.publish_domain = 0;
    config.enable_wide_area = 0;
    config.deny_interfaces = avahi_string_list_add(config.deny_interfaces, "lo");
  }

  // The first call comes before avahi_server_new() has returned.
  static void on_state(AvahiServer* server, AvahiServerState state, void* data) {
    auto& self = *static_cast<Embedded*>(data);
    if (state == AVAHI_SERVER_FAILURE) return self.events_.failed(CoreApi::error(server));
    if (!self.announcing_) return;
    // At once, and not after the machine's name has been probed for: both are, at the same time.
    if (state == AVAHI_SERVER_REGISTERING || state == AVAHI_SERVER_RUNNING) self.announcing_->publish(server);
    if (state != AVAHI_SERVER_COLLISION) return;
    self.announcing_->withdraw();
    char* other = avahi_alternative_host_name(avahi_server_get_host_name(server));
    if (avahi_server_set_host_name(server, other) < 0) self.events_.failed(CoreApi::error(server));
    avahi_free(other);
  }

  Events& events_;
  AvahiServer* server_ = nullptr;
  std::optional<Announcing<CoreApi>> announcing_;
  std::optional<Looking<CoreApi>> looking_;
};

}  // namespace

Result<std::unique_ptr<Backend>> open_embedded(const AvahiPoll* poll, const Wanted& wanted, Events& events) {
  auto embedded = std::make_unique<Embedded>(events);
  HG_TRY(embedded->open(poll, wanted));
  return embedded;
}

}  // namespace hg::discovery::mdns
