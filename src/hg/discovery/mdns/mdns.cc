#include "hg/discovery/mdns/mdns.h"

#include <avahi-common/thread-watch.h>
#include <avahi-common/timeval.h>

#include <chrono>
#include <utility>

#include "hg/base/log.h"
#include "hg/discovery/mdns/backend.h"
#include "hg/discovery/mdns/interfaces.h"
#include "hg/os/host.h"

namespace hg::discovery {
namespace {

using mdns::Announcement;
using mdns::Backend;

// Somebody who is announced and does not answer must not keep us from a choice.
constexpr unsigned kLookMilliseconds = 2000;
constexpr unsigned kAgainMilliseconds = 2000;

Announcement announcement_of(const Service& service) {
  const std::string host = os::host_name();
  Announcement what{.name = instance_name(service.role, host),
                    .host_label = host_label(service.role, host),
                    .port = service.port,
                    .txt = txt_of(service)};
  if (service.listen == "::") return what;
  what.protocol = service.listen.find(':') == std::string::npos ? AVAHI_PROTO_INET : AVAHI_PROTO_INET6;
  what.interface = mdns::interface_with(service.listen).value_or(AVAHI_IF_UNSPEC);
  return what;
}

class Timer {
 public:
  Timer(const AvahiPoll* poll, AvahiTimeoutCallback due, void* data)
      : poll_(poll), timeout_(poll->timeout_new(poll, nullptr, due, data)) {}
  ~Timer() { poll_->timeout_free(timeout_); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void set(unsigned milliseconds) {
    timeval when{};
    poll_->timeout_update(timeout_, avahi_elapse_time(&when, milliseconds, 0));
  }
  void stop() { poll_->timeout_update(timeout_, nullptr); }

 private:
  const AvahiPoll* poll_;
  AvahiTimeout* timeout_;
};

class Mdns final : public Discovery, private mdns::Events {
 public:
  explicit Mdns(Plan plan) : plan_(std::move(plan)) {}

  Status start() {
    poll_ = avahi_threaded_poll_new();
    if (poll_ == nullptr) return fail(Code::resource_exhausted, "no event loop for mDNS");
    const AvahiPoll* api = avahi_threaded_poll_get(poll_);
    open_.emplace(api, [](AvahiTimeout* /*t*/, void* self) { static_cast<Mdns*>(self)->open(); }, this);
    enough_.emplace(
        api, [](AvahiTimeout* /*t*/, void* self) { static_cast<Mdns*>(self)->looked_round(); }, this);
    open_->set(0);
    if (avahi_threaded_poll_start(poll_) < 0) return fail(Code::resource_exhausted, "no thread for mDNS");
    return {};
  }

  ~Mdns() override {
    if (poll_ == nullptr) return;
    avahi_threaded_poll_stop(poll_);
    backend_.reset();
    open_.reset();
    enough_.reset();
    avahi_threaded_poll_free(poll_);
  }
  Mdns(const Mdns&) = delete;
  Mdns& operator=(const Mdns&) = delete;

 private:
  // Also after a failure: avahi-daemon may have been stopped, or started.
  void open() {
    open_->stop();
    backend_.reset();
    sightings_ = {};
    round_ = false;
    mdns::Wanted wanted{.announce = std::nullopt, .look = static_cast<bool>(plan_.on_change)};
    if (plan_.announce) wanted.announce = announcement_of(*plan_.announce);
    if (wanted.look) enough_->set(kLookMilliseconds);
    const AvahiPoll* api = avahi_threaded_poll_get(poll_);
    auto backend = mdns::open_daemon(api, wanted, *this);
    const bool daemon = backend.has_value();
    if (!daemon) {
      open_->stop();
      backend = mdns::open_embedded(api, wanted, *this);
    }
    if (!backend) return failed(backend.error().message());
    backend_ = *std::move(backend);
    complained_ = false;
    log::info("discovery by mDNS, {}", daemon ? "through avahi-daemon" : "with a responder of its own");
  }

  void seen(const Sighting& sighting) override { tell(sightings_.seen(sighting)); }
  void gone(const Place& place) override { tell(sightings_.gone(place)); }

  void looked_round() override {
    enough_->stop();
    if (!std::exchange(round_, true)) tell(true);
  }

  void failed(const std::string& what) override {
    if (!std::exchange(complained_, true)) log::warn("mDNS does not work, trying again: {}", what);
    open_->set(kAgainMilliseconds);
  }

  void tell(bool changed) {
    if (changed && round_ && plan_.on_change) plan_.on_change(sightings_.peers());
  }

  Plan plan_;
  AvahiThreadedPoll* poll_ = nullptr;
  std::optional<Timer> open_;
  std::optional<Timer> enough_;
  std::unique_ptr<Backend> backend_;
  Sightings sightings_;
  bool round_ = false;       // the first look is over
  bool complained_ = false;  // since it last worked
};

}  // namespace

Result<std::unique_ptr<Discovery>> start_mdns(Plan plan) {
  auto mdns = std::make_unique<Mdns>(std::move(plan));
  HG_TRY(mdns->start());
  return mdns;
}

}  // namespace hg::discovery
