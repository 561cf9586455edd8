// A coordinator that may be another one, or nobody yet, from call to call: what discovery finds.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "hg/worker/coordinator_link.h"

namespace hg::worker::service {

// Thread-safe.
class RovingLink final : public CoordinatorLink {
 public:
  // Calls go to `link` from now on; one that is under way at the former ends with cancelled.
  void use(std::shared_ptr<CoordinatorLink> link);
  // Calls fail with unavailable and this message.
  void use_none(std::string why);

  Result<Registration> handshake(const model::Capability& capability,
                                 const model::WorkerId& previous) override;
  Result<std::uint64_t> heartbeat(const model::WorkerId& id, const model::WorkerLoad& load) override;
  void cancel() override;

 private:
  Result<std::shared_ptr<CoordinatorLink>> current();

  std::mutex mutex_;
  std::shared_ptr<CoordinatorLink> link_;
  std::string why_none_ = "no coordinator was found yet";
  bool cancelled_ = false;
};

}  // namespace hg::worker::service
