#include "hg/worker/membership.h"

#include <algorithm>

#include "hg/base/log.h"

namespace hg::worker {

Membership::Membership(Options options, CoordinatorLink& link, Random& random, Describe describe, Load load)
    : options_(std::move(options)),
      link_(link),
      random_(random),
      describe_(std::move(describe)),
      load_(std::move(load)) {}

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
  retry_ = Duration(0);
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
  retry_ = Duration(0);
  return interval_;
}

Duration Membership::away(const Error& error) {
  if (error.code() == Code::cancelled) return options_.longest_retry;
  const std::string complaint = error.to_string();
  if (complaint != complaint_)
    log::warn("no answer from {}, trying again: {}", options_.coordinator, complaint);
  complaint_ = complaint;
  return back_off();
}

Duration Membership::back_off() {
  retry_ = retry_.count() == 0 ? options_.first_retry : std::min(2 * retry_, options_.longest_retry);
  // Between half and all of it, so that a whole grid does not come back in one moment.
  const Duration half = retry_ / 2;
  return half +
         Duration(static_cast<Duration::rep>(random_.below(static_cast<std::uint64_t>(half.count()) + 1)));
}

}  // namespace hg::worker
