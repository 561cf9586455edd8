// The coordinator's mind: admits tasks, queues them, gives each to a worker, tries again elsewhere when a
// worker fails.
//
// Event-driven and single-threaded: every method is an event, handled at once. Time, chance and the network
// come from outside, so the same events with the same seed make the same decisions. The owner calls wake() at
// wake_at().
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/random.h"
#include "hg/coordinator/fleet.h"
#include "hg/coordinator/job.h"
#include "hg/coordinator/options.h"
#include "hg/coordinator/task_queue.h"
#include "hg/coordinator/transport.h"

namespace hg::coordinator {

// Not thread-safe; see service/strand.h for one that is.
class Dispatcher {
 public:
  // All references must outlive the dispatcher.
  Dispatcher(const Options& options, const Clock& clock, Random& random, WorkerTransport& transport);

  // A worker's handshake: its id. What ran at a former worker of the same address is tried again elsewhere.
  model::WorkerId enrol(model::Capability capability, const model::WorkerId& previous);
  // not_found: the worker must shake hands again.
  Status heartbeat(const model::WorkerId& id, const model::WorkerLoad& load);

  // Takes a job and sees to it that job->finish() is called exactly once, which may be during this call:
  //   queue_full, no_workers, no_matching_toolchain   at once, or as soon as the last worker that could serve
  //   it is gone a failure that no other worker would mend       as the worker told it retries_exhausted
  //   every attempt failed by a worker's fault
  TaskNumber submit(std::shared_ptr<Job> job);
  // Nobody wants the result any more. The job is finished with a failure; a task that has ended is left
  // alone.
  void cancel(TaskNumber task);
  // Finishes every job with `failure` and cancels what runs; later submissions end the same way.
  void close(const model::Failure& failure);

  // From the transport: how an attempt ended.
  void attempt_ended(AttemptId id, model::CompileOutcome outcome);

  // When wake() must be called next; nullopt: not until another event.
  [[nodiscard]] std::optional<TimePoint> wake_at() const;
  void wake();

  [[nodiscard]] std::vector<model::WorkerStatus> workers() const { return fleet_.statuses(); }
  // Tasks that wait for a worker, or for their next attempt.
  [[nodiscard]] std::size_t waiting() const { return queue_.size() + delayed_.size(); }
  [[nodiscard]] std::size_t running() const { return attempts_.size(); }

 private:
  enum class Phase { queued, delayed, running };
  struct Task {
    std::shared_ptr<Job> job;
    Phase phase = Phase::queued;
    TimePoint waiting_since;
    Duration waited{0};
    std::vector<Seat> tried;
    AttemptId attempt = 0;  // while running
    TimePoint due;          // while delayed
  };
  struct Running {
    TaskNumber task = 0;  // 0: nobody wants the result
    Seat seat;
    TimePoint started;
    std::shared_ptr<RunningAttempt> handle;
  };
  using Tasks = std::unordered_map<TaskNumber, Task>;

  void place_waiting();
  TaskQueue::Offer offer(TaskNumber number);
  void start(TaskNumber number, Task& task, const Seat& seat);
  void finish(Tasks::iterator task, model::CompileOutcome outcome);
  void deliver(Tasks::iterator task, const Running& attempt, model::CompileResult result);
  void attempt_failed(Tasks::iterator task, model::Failure failure);
  void enqueue(TaskNumber number, Task& task);
  void abandon_attempts_at(const Seat& seat, const model::Failure& failure);
  void fail_hopeless();
  void release_due();
  void watch_expiry();

  Options options_;
  const Clock& clock_;
  WorkerTransport& transport_;
  Fleet fleet_;
  TaskQueue queue_;
  std::multimap<TimePoint, TaskNumber> delayed_;
  Tasks tasks_;
  std::map<AttemptId, Running> attempts_;
  TaskNumber last_task_ = 0;
  AttemptId last_attempt_ = 0;
  std::optional<TimePoint> next_expiry_;
  std::optional<model::Failure> closed_;
};

}  // namespace hg::coordinator
