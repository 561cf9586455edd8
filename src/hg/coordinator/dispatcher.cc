#include "hg/coordinator/dispatcher.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "hg/base/log.h"

namespace hg::coordinator {

using model::CompileOutcome;
using model::CompileResult;
using model::Failure;
using model::Reason;

namespace {

// Another worker may do better. Beside the workers' faults: one that is full or lacks the compiler after all
// only shows that the coordinator's picture of it is old.
bool another_may_do(Reason reason) {
  return model::retryable(reason) || reason == Reason::queue_full || reason == Reason::no_matching_toolchain;
}

Fleet::End end_of(const CompileOutcome& outcome) {
  if (outcome) return Fleet::End::verdict;
  return model::retryable(outcome.error().reason) ? Fleet::End::workers_fault : Fleet::End::other;
}

}  // namespace

Dispatcher::Dispatcher(const Options& options, const Clock& clock, Random& random, WorkerTransport& transport)
    : options_(options), clock_(clock), transport_(transport), fleet_(options, clock, random) {}

model::WorkerId Dispatcher::enrol(model::Capability capability, const model::WorkerId& previous) {
  auto enrolled = fleet_.enrol(std::move(capability), previous);
  if (enrolled.gone) {
    abandon_attempts_at(*enrolled.gone, {Reason::worker_lost, "the worker was started anew"});
  }
  watch_expiry();
  fail_hopeless();
  place_waiting();
  return std::move(enrolled.id);
}

Status Dispatcher::heartbeat(const model::WorkerId& id, const model::WorkerLoad& load) {
  HG_TRY(fleet_.heartbeat(id, load));
  watch_expiry();
  if (waiting() > 0) {
    fail_hopeless();
    place_waiting();
  }
  return {};
}

TaskNumber Dispatcher::submit(std::shared_ptr<Job> job) {
  const TaskNumber number = ++last_task_;
  if (closed_) {
    job->finish(tl::unexpected(*closed_));
  } else if (auto obstacle = fleet_.obstacle(job->demand().toolchain)) {
    job->finish(tl::unexpected(*std::move(obstacle)));
  } else if (waiting() >= options_.max_waiting) {
    job->finish(tl::unexpected(Failure{Reason::queue_full, fmt::format("{} tasks wait already", waiting())}));
  } else {
    Task& task = tasks_[number];
    task.job = std::move(job);
    task.waiting_since = clock_.now();
    enqueue(number, task);
    place_waiting();
  }
  return number;
}

void Dispatcher::cancel(TaskNumber number) {
  const auto found = tasks_.find(number);
  if (found == tasks_.end()) return;
  Task& task = found->second;
  if (task.phase == Phase::running) {
    Running& attempt = attempts_.at(task.attempt);
    attempt.task = 0;
    attempt.handle->cancel();
  }
  finish(found, tl::unexpected(Failure{Reason::transport, "cancelled by the client"}));
}

void Dispatcher::close(const Failure& failure) {
  closed_ = failure;
  for (auto& [id, attempt] : attempts_) {
    attempt.task = 0;
    attempt.handle->cancel();
  }
  while (!tasks_.empty()) finish(tasks_.begin(), tl::unexpected(failure));
}

void Dispatcher::enqueue(TaskNumber number, Task& task) {
  task.phase = Phase::queued;
  queue_.push(task.job->demand().toolchain, number);
}

void Dispatcher::place_waiting() {
  queue_.offer_all([this](TaskNumber number) { return offer(number); });
}

TaskQueue::Offer Dispatcher::offer(TaskNumber number) {
  Task& task = tasks_.at(number);
  const Demand& demand = task.job->demand();
  const auto seat = fleet_.take_slot(demand, task.tried);
  if (seat) {
    start(number, task, *seat);
    return TaskQueue::Offer::taken;
  }
  const bool others_may = !task.tried.empty() && fleet_.has_free_slot(demand.toolchain);
  return others_may ? TaskQueue::Offer::refused : TaskQueue::Offer::refused_for_kind;
}

void Dispatcher::start(TaskNumber number, Task& task, const Seat& seat) {
  const TimePoint now = clock_.now();
  task.waited += now - task.waiting_since;
  task.phase = Phase::running;
  task.tried.push_back(seat);
  task.attempt = ++last_attempt_;
  const registry::Worker& worker = fleet_.worker(seat);
  Running& running = attempts_[task.attempt];
  running = {number, seat, now, nullptr};
  running.handle = transport_.start({task.attempt, task.job, worker.id, worker.capability});
}

void Dispatcher::attempt_ended(AttemptId id, CompileOutcome outcome) {
  const auto found = attempts_.find(id);
  if (found == attempts_.end()) return;
  const Running attempt = std::move(found->second);
  attempts_.erase(found);

  const auto task = tasks_.find(attempt.task);
  std::optional<Duration> latency;
  Fleet::End end = Fleet::End::other;  // how a cancelled attempt ended says nothing about the worker
  if (task != tasks_.end()) {
    end = end_of(outcome);
    if (outcome) latency = clock_.now() - attempt.started - outcome->times.compile;
  }
  fleet_.give_back(attempt.seat, end, latency);

  if (task != tasks_.end()) {
    if (outcome) {
      deliver(task, attempt, *std::move(outcome));
    } else {
      attempt_failed(task, std::move(outcome).error());
    }
  }
  fail_hopeless();
  place_waiting();
}

void Dispatcher::deliver(Tasks::iterator task, const Running& attempt, CompileResult result) {
  const registry::Worker& worker = fleet_.worker(attempt.seat);
  result.worker = worker.id;
  result.worker_address = worker.capability.address;
  result.attempts = static_cast<std::uint32_t>(task->second.tried.size());
  result.times.queued = task->second.waited;
  finish(task, std::move(result));
}

void Dispatcher::attempt_failed(Tasks::iterator found, Failure failure) {
  Task& task = found->second;
  const std::size_t failed = task.tried.size();
  log::info("attempt {} of task {} failed: {} ({})", failed, task.job->demand().task.value(),
            model::code(failure.reason), failure.message);
  if (!another_may_do(failure.reason)) return finish(found, tl::unexpected(std::move(failure)));
  if (failed > options_.retry_delays.size()) {
    return finish(found,
                  tl::unexpected(Failure{Reason::retries_exhausted,
                                         fmt::format("{} attempts failed, the last one: {} ({})", failed,
                                                     model::code(failure.reason), failure.message)}));
  }
  task.waiting_since = clock_.now();
  const Duration delay = options_.retry_delays[failed - 1];
  if (delay <= Duration(0)) return enqueue(found->first, task);
  task.phase = Phase::delayed;
  task.due = clock_.now() + delay;
  delayed_.emplace(task.due, found->first);
}

void Dispatcher::finish(Tasks::iterator found, CompileOutcome outcome) {
  Task& task = found->second;
  if (task.phase == Phase::queued) queue_.erase(task.job->demand().toolchain, found->first);
  if (task.phase == Phase::delayed) {
    const auto [first, last] = delayed_.equal_range(task.due);
    delayed_.erase(
        std::find_if(first, last, [&](const auto& entry) { return entry.second == found->first; }));
  }
  const std::shared_ptr<Job> job = std::move(task.job);
  tasks_.erase(found);
  job->finish(std::move(outcome));
}

void Dispatcher::abandon_attempts_at(const Seat& seat, const Failure& failure) {
  for (auto& [id, attempt] : attempts_) {
    if (attempt.seat != seat || attempt.task == 0) continue;
    const auto task = tasks_.find(std::exchange(attempt.task, 0));
    attempt.handle->cancel();
    attempt_failed(task, failure);
  }
}

// A task that waits for workers which are all gone would wait for ever.
void Dispatcher::fail_hopeless() {
  const auto hopeless = [this](const auto& kind) { return fleet_.obstacle(kind).has_value(); };
  for (const TaskNumber number : queue_.take_kinds_if(hopeless)) {
    const auto task = tasks_.find(number);
    finish(task, tl::unexpected(*fleet_.obstacle(task->second.job->demand().toolchain)));
  }
}

void Dispatcher::release_due() {
  const TimePoint now = clock_.now();
  while (!delayed_.empty() && delayed_.begin()->first <= now) {
    const TaskNumber number = delayed_.begin()->second;
    delayed_.erase(delayed_.begin());
    enqueue(number, tasks_.at(number));
  }
}

// Heartbeats only put expiry off, so an early wake-up costs one look; looking at each heartbeat would cost
// more.
void Dispatcher::watch_expiry() {
  const TimePoint expiry =
      clock_.now() + options_.registry.heartbeat_interval * options_.registry.missed_heartbeats;
  next_expiry_ = next_expiry_ ? std::min(*next_expiry_, expiry) : expiry;
}

std::optional<TimePoint> Dispatcher::wake_at() const {
  if (delayed_.empty()) return next_expiry_;
  const TimePoint due = delayed_.begin()->first;
  return next_expiry_ ? std::min(due, *next_expiry_) : due;
}

void Dispatcher::wake() {
  if (next_expiry_ && *next_expiry_ <= clock_.now()) {
    for (const Seat& seat : fleet_.expire()) {
      log::warn("worker {} is lost: no heartbeat", fleet_.worker(seat).id.value());
      abandon_attempts_at(seat, {Reason::worker_lost, "the worker sends no heartbeats any more"});
    }
    next_expiry_ = fleet_.next_expiry();
  }
  release_due();
  fail_hopeless();
  place_waiting();
}

}  // namespace hg::coordinator
