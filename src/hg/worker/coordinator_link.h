// What a worker needs of its coordinator.
#pragma once

#include <cstdint>

#include "hg/base/clock.h"
#include "hg/base/result.h"
#include "hg/model/worker.h"

namespace hg::worker {

struct Registration {
  model::WorkerId id;
  Duration heartbeat_interval{std::chrono::seconds(10)};
  std::uint64_t epoch = 0;  // of the coordinator's life
};

class CoordinatorLink {
 public:
  virtual ~CoordinatorLink() = default;

  // Both block until there is an answer, a few seconds have passed (deadline_exceeded), or cancel() was
  // called. unavailable when nobody is there, failed_precondition when the coordinator speaks another
  // protocol. `previous` is the id this worker had before, or empty.
  virtual Result<Registration> handshake(const model::Capability& capability,
                                         const model::WorkerId& previous) = 0;
  // Returns the coordinator's epoch; not_found if it does not know the worker.
  virtual Result<std::uint64_t> heartbeat(const model::WorkerId& id, const model::WorkerLoad& load) = 0;

  // Ends the call in progress, if any, and every later one, with cancelled. From any thread.
  virtual void cancel() = 0;
};

}  // namespace hg::worker
