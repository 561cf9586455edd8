// Admits compiles up to a number and runs them on threads of its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "hg/base/result.h"
#include "hg/executor/executor.h"
#include "hg/model/failure.h"
#include "hg/worker/running_task.h"

namespace hg::worker {

struct TaskCounts {
  unsigned active = 0;         // admitted, neither ended nor cancelled
  std::uint64_t finished = 0;  // with the compiler's verdict
  std::uint64_t failed = 0;    // with a Failure, cancelled ones excepted
  std::uint64_t cancelled = 0;
  bool draining = false;
};

// Thread-safe. The destructor cancels what runs and waits for its end.
class TaskPool {
 public:
  using Done = std::function<void(model::CompileOutcome)>;

  // `executor` must live longer. `slots` >= 1 threads.
  TaskPool(executor::Executor& executor, unsigned slots);
  ~TaskPool();
  TaskPool(const TaskPool&) = delete;
  TaskPool& operator=(const TaskPool&) = delete;

  // Starts the task, or refuses at once: resource_exhausted if all slots are taken, unavailable when
  // draining. `done` is called exactly once, from a thread of the pool; by then the slot is free again, so
  // that whoever hears of the end can send the next task. A cancelled task gives its slot back at once, while
  // its processes are still being killed.
  Result<std::shared_ptr<RunningTask>> submit(model::CompileTask task, Done done);
  void cancel(RunningTask& task);

  void drain();      // admits nothing from now on
  void wait_idle();  // blocks until nothing runs and every `done` has returned
  void cancel_all();
  [[nodiscard]] TaskCounts counts() const;
  [[nodiscard]] unsigned slots() const { return slots_; }

 private:
  struct Job {
    std::shared_ptr<RunningTask> handle;
    model::CompileTask task;
    Done done;
  };
  void serve();
  void run(Job job);
  bool release_slot(const RunningTask& task);  // false if it was released before; under the lock

  executor::Executor& executor_;
  const unsigned slots_;
  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable idle_;
  std::deque<Job> queue_;  // admitted, waiting for a thread that is about to be free
  std::vector<std::shared_ptr<RunningTask>> holders_;  // of slots
  unsigned busy_ = 0;                                  // jobs queued, running or being reported
  TaskCounts counts_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace hg::worker
