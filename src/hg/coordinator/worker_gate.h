// Whether a worker is given work: the circuit breaker's side that the dispatcher sees.
#pragma once

namespace hg::coordinator {

// Not thread-safe.
class WorkerGate {
 public:
  virtual ~WorkerGate() = default;
  [[nodiscard]] virtual bool open() const = 0;  // may it have a task now?
  virtual void started() = 0;                   // it got one
  virtual void succeeded() = 0;                 // the task's verdict came back
  virtual void failed() = 0;                    // the worker, and not the source, was to blame
  virtual void abandoned() = 0;                 // the task ended for another reason: nothing was learnt
};

}  // namespace hg::coordinator
