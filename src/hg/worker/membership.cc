#include "hg/worker/membership.h"

#include "hg/base/log.h"

namespace hg::worker {
namespace {

// Half of each wait is chance, so that a whole grid does not come back in one moment.
resilience::Backoff forever(const Membership::Options& options, Random& random) {
  return *resilience::Backoff::make({.at_once = false,
                                     .first = options.first_retry,
                                     .longest = options.longest_retry,
                                     .retries = resilience::Backoff::kForEver,
                                     .jitter_percent = 50},
                                    &random);
}

}  // namespace

Membership::Membership(Options options, CoordinatorLink& link, Random& random, Describe describe, Load load)
    : options_(std::move(options)),
      link_(link),
      describe_(std::move(describe)),
      load_(std::move(load)),
      retry_(forever(options_, random)) {}

Duration Membership::step() {
  const model::WorkerLoad load = load_();
  if (load.draining && !id_) return options_.longest_retry;
  return id_ && (!offer_is_new_ || load.draining) ? heartbeat(load) : registration();
}

Duration Membership::registration() {
  const model::Capability capability = describe_();
  const Result<Registration> registered = link_.handshake(capability, previous_);
  if (!registered) return away(registered.error());
  log::info("registered with {} as {}: {} slots, {} compilers", options_.coordinator, registered->id.value(),
            capability.slots, capability.toolchains.size());
  id_ = registered->id;
  previous_ = registered->id;
  epoch_ = registered->epoch;
  interval_ = registered->heartbeat_interval;
  retry_.reset();
  complaint_.clear();
  offer_is_new_ = false;
  return interval_;
}

Duration Membership::heartbeat(const model::WorkerLoad& load) {
  const Result<std::uint64_t> epoch = link_.heartbeat(*id_, load);
  const bool forgotten = epoch ? *epoch != epoch_ : epoch.error().code() == Code::not_found;
  if (forgotten) {
    log::info("{} has forgotten this worker: registering again", options_.coordinator);
    id_.reset();
    return Duration(0);
  }
  if (!epoch) return away(epoch.error());
  if (!complaint_.empty()) log::info("{} is back", options_.coordinator);
  complaint_.clear();
  retry_.reset();
  return interval_;
}

Duration Membership::away(const Error& error) {
  if (error.code() == Code::cancelled) return options_.longest_retry;
  const std::string complaint = error.to_string();
  if (complaint != complaint_)
    log::warn("no answer from {}, trying again: {}", options_.coordinator, complaint);
  complaint_ = complaint;
  return *retry_.next();
}

}  // namespace hg::worker
