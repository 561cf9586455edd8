#include "hg/coordinator/dispatcher.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "hg/base/log.h"

namespace hg::coordinator {

using model::CompileOutcome;
using model::Failure;
using model::Reason;

Dispatcher::Dispatcher(const Options& options, const Clock& clock, Random& random, WorkerTransport& transport)
    : options_(options),
      clock_(clock),
      random_(random),
      transport_(transport),
      fleet_(options, clock, random),
      tail_(options.tail) {}

// After everything that may have freed a slot or taken a worker away.
void Dispatcher::settle() {
  fail_hopeless();
  place_waiting();
  race_late();
}

model::WorkerId Dispatcher::enrol(model::Capability capability, const model::WorkerId& previous) {
  auto enrolled = fleet_.enrol(std::move(capability), previous);
  if (enrolled.gone) call_off_at(*enrolled.gone, {Reason::worker_lost, "the worker was started anew"});
  watch_expiry();
  settle();
  return std::move(enrolled.id);
}

Status Dispatcher::heartbeat(const model::WorkerId& id, const model::WorkerLoad& load) {
  HG_TRY(fleet_.heartbeat(id, load));
  watch_expiry();
  if (waiting() > 0) settle();
  return {};
}

Result<model::WorkerId> Dispatcher::drain(const std::string& name, bool drained) {
  HG_TRY_ASSIGN(model::WorkerId id, fleet_.drain(name, drained));
  log::info("worker {} {}", id.value(), drained ? "is drained: it gets no new tasks" : "takes tasks again");
  settle();
  return id;
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
    const Demand& demand = task.job->demand();
    task.party = {demand.client, demand.priority};
    task.expected = compile_times_.expected(demand);
    task.waiting_since = clock_.now();
    enqueue(number, task);
    place_waiting();
  }
  return number;
}

void Dispatcher::cancel(TaskNumber number) {
  const auto found = tasks_.find(number);
  if (found == tasks_.end()) return;
  for (const AttemptId attempt : found->second.attempts) call_off(attempt);
  finish(found, tl::unexpected(Failure{Reason::transport, "cancelled by the client"}));
}

void Dispatcher::close(const Failure& failure) {
  closed_ = failure;
  for (auto& [id, attempt] : attempts_) call_off(id);
  while (!tasks_.empty()) finish(tasks_.begin(), tl::unexpected(failure));
}

void Dispatcher::enqueue(TaskNumber number, Task& task) {
  task.phase = Phase::queued;
  const Duration expected = task.expected ? task.expected->time : Duration(0);
  queue_.push(number, {.kind = task.job->demand().toolchain,
                       .party = task.party,
                       .expected = task.tried.empty() ? expected : Duration::max(),
                       .since = task.waiting_since});
}

void Dispatcher::place_waiting() {
  patience_ends_.reset();
  queue_.offer_all([this](TaskNumber number) { return offer(number); });
}

TaskQueue::Offer Dispatcher::offer(TaskNumber number) {
  Task& task = tasks_.at(number);
  const Demand& demand = task.job->demand();
  if (!fleet_.has_free_slot(demand.toolchain)) return TaskQueue::Offer::refused_for_kind;
  const Duration expected = task.expected ? task.expected->time : Duration(0);
  if (task.tried.empty()) {
    const Backlog backlog{queue_.size(demand.toolchain), queue_.since(demand.toolchain)};
    if (const auto until = fleet_.better_wait(demand, backlog, expected)) {
      patience_ends_ = std::min(patience_ends_.value_or(*until), *until);
      return TaskQueue::Offer::refused_for_kind;
    }
  }
  const auto seat = fleet_.take_slot(
      demand, {.not_again = task.tried, .memory_above = task.memory_above, .expected = expected});
  if (!seat) return TaskQueue::Offer::refused;
  start(number, task, *seat);
  return TaskQueue::Offer::taken;
}

void Dispatcher::start(TaskNumber number, Task& task, const Seat& seat) {
  const TimePoint now = clock_.now();
  if (task.phase != Phase::running) task.waited += now - task.waiting_since;
  task.phase = Phase::running;
  task.tried.push_back(seat);
  const AttemptId id = ++last_attempt_;
  task.attempts.push_back(id);
  picky_.erase(number);
  tail_.started(id, now, task.expected);
  if (!task.expected) unexpected_.insert(id);
  const registry::Worker& worker = fleet_.worker(seat);
  Running& running = attempts_[id];
  running = {number, seat, task.party, now, nullptr};
  running.handle = transport_.start({id, task.job, worker.id, worker.capability});
}

void Dispatcher::finish(Tasks::iterator found, CompileOutcome outcome) {
  Task& task = found->second;
  if (task.phase == Phase::queued) queue_.erase(found->first);
  if (task.phase == Phase::delayed) {
    const auto [first, last] = delayed_.equal_range(task.due);
    delayed_.erase(
        std::find_if(first, last, [&](const auto& entry) { return entry.second == found->first; }));
  }
  picky_.erase(found->first);
  const std::shared_ptr<Job> job = std::move(task.job);
  tasks_.erase(found);
  job->finish(std::move(outcome));
}

// A task that waits for workers which are all gone would wait for ever.
void Dispatcher::fail_hopeless() {
  const auto hopeless = [this](const auto& kind) { return fleet_.obstacle(kind).has_value(); };
  for (const TaskNumber number : queue_.take_kinds_if(hopeless)) {
    const auto task = tasks_.find(number);
    finish(task, tl::unexpected(*fleet_.obstacle(task->second.job->demand().toolchain)));
  }
  for (const TaskNumber number : std::set<TaskNumber>(picky_)) {
    const auto task = tasks_.find(number);
    const Wish wish{.memory_above = task->second.memory_above};
    if (fleet_.has_other(task->second.job->demand().toolchain, wish)) continue;
    finish(task, tl::unexpected(Failure{Reason::worker_out_of_memory, "no worker has more memory"}));
  }
}

void Dispatcher::ask(const Seat& seat) {
  if (closed_) return;
  const registry::Worker& worker = fleet_.worker(seat);
  transport_.ask(worker.id, worker.capability.address);
}

void Dispatcher::answered(const model::WorkerId& id, bool yes) {
  if (!yes) log::warn("worker {} does not answer: it gets nothing until it does", id.value());
  fleet_.answered(id, yes);
  settle();
}

void Dispatcher::reported(const std::string& worker, Reason reason) {
  const auto found = fleet_.find(worker);
  if (!found || !model::retryable(reason)) return;
  log::warn("a client reports worker {}: {}", worker, model::code(reason));
  fleet_.at_fault(*found);
  settle();
}

// Who wakes up long after his time was stopped himself, and has not heard the heartbeats that came meanwhile.
void Dispatcher::expire() {
  const TimePoint now = clock_.now();
  if (!next_expiry_ || *next_expiry_ > now) return;
  if (now - *next_expiry_ >= options_.registry.heartbeat_interval) {
    next_expiry_ = now + options_.registry.heartbeat_interval;
    return;
  }
  const Fleet::Expired expired = fleet_.expire();
  for (const Seat& seat : expired.lost) {
    log::warn("worker {} is lost: no heartbeat", fleet_.worker(seat).id.value());
    call_off_at(seat, {Reason::worker_lost, "the worker sends no heartbeats any more"});
  }
  for (const std::string& address : expired.forgotten) transport_.forget(address);
  next_expiry_ = fleet_.next_expiry();
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
  std::optional<TimePoint> next;
  const auto sooner = [&](std::optional<TimePoint> time) {
    if (time && (!next || *time < *next)) next = time;
  };
  sooner(next_expiry_);
  sooner(fleet_.next_change());
  sooner(tail_.next_change());
  sooner(patience_ends_);
  if (!delayed_.empty()) sooner(delayed_.begin()->first);
  return next;
}

void Dispatcher::wake() {
  expire();
  fleet_.notice_time();
  for (const Seat& seat : fleet_.to_ask_again()) ask(seat);
  tail_.notice_time(clock_.now());
  release_due();
  settle();
}

}  // namespace hg::coordinator
