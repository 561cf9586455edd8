#include "uplink.h"

#include <fmt/format.h>

#include "hg/base/log.h"
#include "hg/base/random.h"
#include "hg/base/version.h"
#include "hg/discovery/mdns/mdns.h"
#include "hg/rpc/channel.h"
#include "hg/worker/service/connection_watch.h"
#include "hg/worker/service/grpc_link.h"

namespace hg::cmd {
namespace {

constexpr std::chrono::seconds kCallTimeout(5);

// One coordinator: its channel, and somebody who looks after that.
class Line final : public worker::CoordinatorLink {
 public:
  Line(const std::shared_ptr<grpc::Channel>& channel, const std::string& fingerprint,
       const auth::OwnToken& token, const std::function<void()>& lost)
      : link_(channel, kCallTimeout, &token, fingerprint), watch_(channel, lost) {}

  Result<worker::Registration> handshake(const model::Capability& capability,
                                         const model::WorkerId& previous) override {
    return link_.handshake(capability, previous);
  }
  Result<std::uint64_t> heartbeat(const model::WorkerId& id, const model::WorkerLoad& load) override {
    return link_.heartbeat(id, load);
  }
  void cancel() override { link_.cancel(); }

 private:
  worker::service::GrpcLink link_;
  worker::service::ConnectionWatch watch_;
};

model::Address first_address(const config::WorkerOptions& options) {
  const std::string& told = options.coordinator;
  return model::parse_address(told.empty() ? config::kNearCoordinator : told).value_or(model::Address{});
}

}  // namespace

Uplink::Uplink(const config::WorkerOptions& options, const rpc::Credentials& credentials,
               const auth::OwnToken& token)
    : options_(options), credentials_(credentials), token_(token), coordinator_(first_address(options)) {}

std::string Uplink::name() const {
  return options_.coordinator.empty() ? "the coordinator" : options_.coordinator;
}

void Uplink::start(std::uint16_t port, std::uint16_t http_port, std::function<void()> hurry) {
  hurry_ = std::move(hurry);
  go_to(coordinator());
  if (!options_.discovery) return;
  discovery::Plan plan;
  if (discovery::worth_announcing(options_.listen)) {
    plan.announce =
        discovery::Service{.role = model::Role::worker,
                           .id = fmt::format("{:016x}", system_seed()),
                           .version = std::string(version()),
                           .listen = options_.listen,
                           .port = port,
                           .http_port = http_port,
                           .tls = !options_.tls.certificate.empty() || !options_.tls.authority.empty()};
  }
  if (options_.coordinator.empty()) plan.on_change = [this](const auto& peers) { found(peers); };
  if (!plan.announce && !plan.on_change) return;
  auto started = discovery::start_mdns(std::move(plan));
  if (!started) return log::warn("no discovery: {}", started.error().to_string());
  discovery_ = *std::move(started);
}

void Uplink::stop() {
  discovery_.reset();
  link_.use_none("this worker is ending");
}

void Uplink::go_to(const model::Address& address) {
  coordinator_.with([&](model::Address& known) { known = address; });
  link_.use(std::make_shared<Line>(rpc::open_channel(address, credentials_), credentials_.own_fingerprint(),
                                   token_, hurry_));
  hurry_();
}

void Uplink::found(const std::vector<discovery::Peer>& peers) {
  if (!choice_.update(peers)) return;
  const Result<discovery::Peer>& answer = choice_.answer();
  if (!answer) {
    log::error("{}", answer.error().message());
    return link_.use_none(answer.error().message());
  }
  log::info("found '{}' at {}", answer->name, model::to_string(answer->address));
  go_to(answer->address);
}

}  // namespace hg::cmd
