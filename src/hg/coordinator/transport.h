// How a task gets to a worker.
#pragma once

#include <cstdint>
#include <memory>

#include "hg/coordinator/job.h"
#include "hg/model/worker.h"

namespace hg::coordinator {

using AttemptId = std::uint64_t;

struct Attempt {
  AttemptId id = 0;
  std::shared_ptr<Job> job;
  model::WorkerId worker;
  const model::Capability& capability;  // of the worker; valid only during the call
};

// An attempt under way. Kept by the dispatcher until the attempt has ended.
class RunningAttempt {
 public:
  virtual ~RunningAttempt() = default;
  virtual void cancel() = 0;
};

// Both are called while the dispatcher works: they must be short and must not call it; what takes time is
// done later.
class WorkerTransport {
 public:
  virtual ~WorkerTransport() = default;
  // Dispatcher::attempt_ended(attempt.id, ...) follows exactly once, also after cancel().
  virtual std::shared_ptr<RunningAttempt> start(const Attempt& attempt) = 0;
};

}  // namespace hg::coordinator
