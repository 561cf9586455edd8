// How a task gets to a worker.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

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

// All are called while the dispatcher works: they must be short and must not call it; what takes time is
// done later.
class WorkerTransport {
 public:
  virtual ~WorkerTransport() = default;
  // Dispatcher::attempt_ended(attempt.id, ...) follows exactly once, also after cancel().
  virtual std::shared_ptr<RunningAttempt> start(const Attempt& attempt) = 0;
  // Asks the worker whether it is there. Dispatcher::answered(worker, ...) follows, within a few seconds.
  virtual void ask(const model::WorkerId& worker, const std::string& address) = 0;
  // Nobody is at this address any more.
  virtual void forget(const std::string& address) = 0;
};

}  // namespace hg::coordinator
