#include "hg/cache/stack/stack.h"

#include "hg/base/log.h"
#include "hg/cache/redis/redis_store.h"
#include "hg/cache/tiers/tiered_store.h"
#include "hg/cache/web/web_store.h"
#include "hg/cache/wrappers.h"

namespace hg::cache::stack {
namespace {

// A Cluster that has lost one of three masters fails a third of the time until it has another: that is borne.
constexpr resilience::CircuitBreaker::Options kBreaker{.failure_percent = 50,
                                                       .min_samples = 3,
                                                       .max_samples = 50,
                                                       .window = std::chrono::seconds(30),
                                                       .open_for = std::chrono::seconds(5)};

std::unique_ptr<Store> open_place(const SharedOptions& options, const Clock& clock) {
  if (const auto* server = std::get_if<redis::Place>(&options.place)) {
    return std::make_unique<redis::RedisStore>(
        redis::Options{.place = *server, .timeout = options.timeout, .most_bytes = options.most_bytes},
        clock);
  }
  return std::make_unique<web::WebStore>(web::Options{.place = std::get<web::Place>(options.place),
                                                      .timeout = options.timeout,
                                                      .most_bytes = options.most_bytes});
}

}  // namespace

struct Stack::Disk {
  explicit Disk(std::unique_ptr<DiskStore> opened) : store(std::move(opened)) {}
  std::unique_ptr<DiskStore> store;
  VerifyingStore verified{*store};
  tiers::MeteredStore metered{verified};
};

struct Stack::Shared {
  Shared(const SharedOptions& options, const Clock& clock)
      : store(open_place(options, clock)),
        guarded(verified, resilience::CircuitBreaker::make(kBreaker, clock).value(),
                "the shared store " + to_string(options.place)) {}
  std::unique_ptr<Store> store;
  VerifyingStore verified{*store};
  tiers::BreakerStore guarded;
  tiers::MeteredStore metered{guarded};
};

Stack::Stack(const Options& options, const Clock& clock) {
  if (!options.directory.empty()) {
    auto opened = DiskStore::open({.directory = options.directory, .limit = options.size}, clock);
    if (opened) {
      disk_ = std::make_unique<Disk>(*std::move(opened));
      store_ = &disk_->metered;
    } else {
      log::warn("results are not kept on disk: {}; see --cache-dir", opened.error().to_string());
    }
  }
  if (!options.shared) return;
  shared_ = std::make_unique<Shared>(*options.shared, clock);
  store_ = &shared_->metered;
  if (disk_ == nullptr) return;
  both_ = std::make_unique<tiers::TieredStore>(disk_->metered, shared_->metered);
  store_ = both_.get();
}

Stack::~Stack() = default;

std::vector<Stack::Tier> Stack::tiers() const {
  std::vector<Tier> all;
  if (disk_ != nullptr) all.push_back({"disk", disk_->metered.counts(), std::nullopt});
  if (shared_ != nullptr)
    all.push_back({"shared", shared_->metered.counts(), shared_->guarded.report().state});
  return all;
}

}  // namespace hg::cache::stack
