#include "hg/worker/service/roving_link.h"

#include <utility>

namespace hg::worker::service {

void RovingLink::use(std::shared_ptr<CoordinatorLink> link) {
  {
    const std::lock_guard lock(mutex_);
    std::swap(link_, link);
    if (cancelled_ && link_ != nullptr) link_->cancel();
  }
  if (link != nullptr) link->cancel();
}

void RovingLink::use_none(std::string why) {
  {
    const std::lock_guard lock(mutex_);
    why_none_ = std::move(why);
  }
  use(nullptr);
}

Result<std::shared_ptr<CoordinatorLink>> RovingLink::current() {
  const std::lock_guard lock(mutex_);
  if (cancelled_) return fail(Code::cancelled, "ending");
  if (link_ == nullptr) return fail(Code::unavailable, why_none_);
  return link_;
}

Result<Registration> RovingLink::handshake(const model::Capability& capability,
                                           const model::WorkerId& previous) {
  HG_TRY_ASSIGN(const auto link, current());
  return link->handshake(capability, previous);
}

Result<std::uint64_t> RovingLink::heartbeat(const model::WorkerId& id, const model::WorkerLoad& load) {
  HG_TRY_ASSIGN(const auto link, current());
  return link->heartbeat(id, load);
}

void RovingLink::cancel() {
  std::shared_ptr<CoordinatorLink> link;
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    link = link_;
  }
  if (link != nullptr) link->cancel();
}

}  // namespace hg::worker::service
