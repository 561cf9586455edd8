// The coordinator's mind: admits tasks, queues them, gives each to a worker, tries again elsewhere when a
// worker fails, and races what takes too long. docs/scheduling.md says in prose what it decides and why.
//
// Event-driven and single-threaded: every method is an event, handled at once. Time, chance and the network
// come from outside, so the same events with the same seed make the same decisions. The owner calls wake() at
// wake_at().
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/random.h"
#include "hg/coordinator/compile_times.h"
#include "hg/coordinator/fleet.h"
#include "hg/coordinator/job.h"
#include "hg/coordinator/options.h"
#include "hg/coordinator/tail_watch.h"
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
  // Discovery on the local network: these addresses are of workers there, registered or not.
  void found_on_lan(std::set<std::string> addresses) { fleet_.found_on_lan(std::move(addresses)); }
  // not_found: the worker must shake hands again.
  Status heartbeat(const model::WorkerId& id, const model::WorkerLoad& load);
  // See Fleet::drain().
  Result<model::WorkerId> drain(const std::string& name, bool drained);
  // A client found a result of `worker` (its id or address) bad. Reasons that are no worker's fault are
  // ignored, and so are unknown workers.
  void reported(const std::string& worker, model::Reason reason);

  // Takes a job and sees to it that job->finish() is called exactly once, which may be during this call.
  // - queue_full: at once.
  // - no_workers, no_matching_toolchain: at once, or as soon as the last worker that could serve it is gone.
  // - retries_exhausted: every attempt failed by a worker's fault.
  // - compiler_killed, worker_out_of_memory, worker_timeout, too_large: on two workers, or there is no other
  //   (with more memory) to try.
  // - Any other failure as a worker told it, if no other worker would do better.
  TaskNumber submit(std::shared_ptr<Job> job);
  // Nobody wants the result any more. The job is finished with a failure; a task that has ended is left
  // alone.
  void cancel(TaskNumber task);
  // Finishes every job with `failure` and cancels what runs; later submissions end the same way.
  void close(const model::Failure& failure);

  // From the transport: how an attempt ended; whether a worker is there.
  void attempt_ended(AttemptId id, model::CompileOutcome outcome);
  void answered(const model::WorkerId& id, bool yes);

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
    Party party;
    std::optional<Expectation> expected;
    Phase phase = Phase::queued;
    TimePoint waiting_since;
    Duration waited{0};
    std::vector<Seat> tried;
    std::vector<AttemptId> attempts;  // while running: one, or two that race
    unsigned costly = 0;              // attempts that failed and cost a compile
    std::uint64_t memory_above = 0;   // it died of memory where there was so much
    std::vector<Seat> suspects;       // failed it, perhaps by no fault of theirs
    TimePoint due;                    // while delayed
  };
  struct Running {
    TaskNumber task = 0;  // 0: nobody wants the result
    Seat seat;
    Party party;
    TimePoint started;
    std::shared_ptr<RunningAttempt> handle;
  };
  using Tasks = std::unordered_map<TaskNumber, Task>;

  void settle();
  void place_waiting();
  TaskQueue::Offer offer(TaskNumber number);
  void start(TaskNumber number, Task& task, const Seat& seat);
  void enqueue(TaskNumber number, Task& task);
  void finish(Tasks::iterator task, model::CompileOutcome outcome);

  // How attempts end (attempts.cc).
  void deliver(Tasks::iterator task, const Running& attempt, model::CompileResult result);
  void note_failure(Task& task, const Running& attempt, model::Reason reason);
  void attempt_failed(Tasks::iterator task, model::Failure failure);
  void call_off(AttemptId id);
  void call_off_at(const Seat& seat, const model::Failure& failure);
  void learn(Task& task, const Running& attempt, const model::CompileResult& result);
  void expect_unexpected();
  void too_slow(const Task& task, const Running& attempt);
  void race_late();

  void fail_hopeless();
  void ask(const Seat& seat);
  void expire();
  void release_due();
  void watch_expiry();

  Options options_;
  const Clock& clock_;
  Random& random_;
  WorkerTransport& transport_;
  Fleet fleet_;
  TaskQueue queue_;
  CompileTimes compile_times_;
  TailWatch tail_;
  std::multimap<TimePoint, TaskNumber> delayed_;
  std::set<AttemptId> unexpected_;  // attempts that began when nothing was known of their toolchain
  std::set<TaskNumber> picky_;      // tasks that need more memory than some workers have
  Tasks tasks_;
  std::map<AttemptId, Running> attempts_;
  TaskNumber last_task_ = 0;
  AttemptId last_attempt_ = 0;
  std::optional<TimePoint> next_expiry_;
  std::optional<TimePoint> patience_ends_;  // when a task stops waiting for a fast worker
  std::optional<model::Failure> closed_;
};

}  // namespace hg::coordinator
