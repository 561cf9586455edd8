// How attempts end, and what follows from it.
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "hg/base/log.h"
#include "hg/coordinator/dispatcher.h"
#include "hg/coordinator/retry_policy.h"

namespace hg::coordinator {

using model::CompileOutcome;
using model::CompileResult;
using model::Failure;
using model::Reason;

namespace {

constexpr std::size_t kRacesAtOnce = 64;  // looked at per event
constexpr double kUsual = 2;              // a worker less slow than that is a measure for others

End end_of(const CompileOutcome& outcome) {
  if (outcome) return End::verdict;
  const Reason reason = outcome.error().reason;
  return model::retryable(reason) && !may_be_the_source(reason) ? End::workers_fault : End::other;
}

double ratio(Duration took, const Expectation& expected) {
  return static_cast<double>(took.count()) /
         static_cast<double>(std::max<Duration::rep>(1, expected.time.count()));
}

}  // namespace

void Dispatcher::attempt_ended(AttemptId id, CompileOutcome outcome) {
  const auto found = attempts_.find(id);
  if (found == attempts_.end()) return;
  const Running attempt = std::move(found->second);
  attempts_.erase(found);
  tail_.ended(id);
  unexpected_.erase(id);
  queue_.frees(attempt.party);

  const auto task = tasks_.find(attempt.task);
  if (task == tasks_.end()) {  // how a cancelled attempt ended says nothing about the worker
    fleet_.give_back(attempt.seat, End::other, std::nullopt);
    return settle();
  }
  std::erase(task->second.attempts, id);
  std::optional<Duration> latency;
  if (outcome) latency = clock_.now() - attempt.started - outcome->times.compile;
  fleet_.give_back(attempt.seat, end_of(outcome), latency);
  if (outcome) {
    deliver(task, attempt, *std::move(outcome));
  } else {
    note_failure(task->second, attempt, outcome.error().reason);
    // While the other one of a race runs, it may still end well.
    if (task->second.attempts.empty()) attempt_failed(task, std::move(outcome).error());
  }
  settle();
}

void Dispatcher::deliver(Tasks::iterator found, const Running& attempt, CompileResult result) {
  Task& task = found->second;
  for (const AttemptId other : task.attempts) {
    too_slow(task, attempts_.at(other));
    call_off(other);
  }
  for (const Seat& seat : task.suspects) fleet_.at_fault(seat);
  learn(task, attempt, result);
  if (fleet_.sits(attempt.seat)) {
    const registry::Worker& worker = fleet_.worker(attempt.seat);
    result.worker = worker.id;
    result.worker_address = worker.capability.address;
  }
  result.attempts = static_cast<std::uint32_t>(task.tried.size());
  result.times.queued = task.waited;
  finish(found, std::move(result));
}

// What a slow worker took is no measure for others.
void Dispatcher::learn(Task& task, const Running& attempt, const CompileResult& result) {
  const Duration took = result.times.compile;
  if (task.expected) {
    fleet_.took(attempt.seat, {ratio(took, *task.expected), task.expected->of_this_source});
  }
  const double slowness = fleet_.slowness(attempt.seat);
  const double usual = static_cast<double>(took.count()) / (slowness >= kUsual ? slowness : 1);
  compile_times_.learn(task.job->demand(), Duration(static_cast<Duration::rep>(usual)));
  if (!unexpected_.empty()) expect_unexpected();
}

// The first compiles of a new grid: a slow worker's is late once others have shown how long it takes.
void Dispatcher::expect_unexpected() {
  for (const AttemptId id : std::set<AttemptId>(unexpected_)) {
    const Running& attempt = attempts_.at(id);
    Task& task = tasks_.at(attempt.task);
    task.expected = compile_times_.expected(task.job->demand());
    if (!task.expected) continue;
    unexpected_.erase(id);
    tail_.started(id, attempt.started, task.expected);
  }
}

// It lost a race: it took at least this long.
void Dispatcher::too_slow(const Task& task, const Running& attempt) {
  if (!task.expected) return;
  const double so_far = ratio(clock_.now() - attempt.started, *task.expected);
  if (so_far > 1) fleet_.took(attempt.seat, {so_far, task.expected->of_this_source});
}

void Dispatcher::note_failure(Task& task, const Running& attempt, Reason reason) {
  log::info("attempt {} of task {} failed: {}", task.tried.size(), task.job->demand().task.value(),
            model::code(reason));
  if (costs_a_compile(reason)) ++task.costly;
  if (may_be_the_source(reason)) task.suspects.push_back(attempt.seat);
  if (!fleet_.sits(attempt.seat)) return;
  if (reason == Reason::worker_out_of_memory) {
    task.memory_above = std::max(task.memory_above, fleet_.worker(attempt.seat).capability.memory_bytes);
  }
  if (reason == Reason::worker_lost && fleet_.doubt(attempt.seat)) ask(attempt.seat);
}

void Dispatcher::attempt_failed(Tasks::iterator found, Failure failure) {
  Task& task = found->second;
  const Reason reason = failure.reason;
  const auto delay = next_try(options_, reason, {task.tried.size(), task.costly}, random_);
  const bool elsewhere_only = costs_a_compile(reason);
  const auto& toolchain = task.job->demand().toolchain;
  if (elsewhere_only &&
      !fleet_.has_other(toolchain, {.not_again = task.tried, .memory_above = task.memory_above})) {
    // Nobody can show that it was not the worker.
    if (task.tried.size() == 1) {
      for (const Seat& seat : task.suspects) fleet_.at_fault(seat);
    }
    return finish(found, tl::unexpected(std::move(failure)));
  }
  if (!delay && another_may_do(reason) && !elsewhere_only) {
    failure = {Reason::retries_exhausted,
               fmt::format("{} attempts failed, the last one: {} ({})", task.tried.size(),
                           model::code(reason), failure.message)};
  }
  if (!delay) return finish(found, tl::unexpected(std::move(failure)));
  task.waiting_since = clock_.now();
  if (task.memory_above > 0) picky_.insert(found->first);
  if (*delay <= Duration(0)) return enqueue(found->first, task);
  task.phase = Phase::delayed;
  task.due = clock_.now() + *delay;
  delayed_.emplace(task.due, found->first);
}

// Its end is still to come, but nobody waits for it.
void Dispatcher::call_off(AttemptId id) {
  Running& attempt = attempts_.at(id);
  attempt.task = 0;
  tail_.ended(id);
  unexpected_.erase(id);
  attempt.handle->cancel();
}

void Dispatcher::call_off_at(const Seat& seat, const Failure& failure) {
  for (auto& [id, attempt] : attempts_) {
    if (attempt.seat != seat || attempt.task == 0) continue;
    const auto task = tasks_.find(attempt.task);
    call_off(id);
    std::erase(task->second.attempts, id);
    if (task->second.attempts.empty()) attempt_failed(task, failure);
  }
}

// Slots that nobody waits for are used to have another worker try what takes too long.
void Dispatcher::race_late() {
  std::size_t looked_at = 0;
  for (const AttemptId id : std::set<AttemptId>(tail_.late())) {
    if (++looked_at > kRacesAtOnce) return;
    const TaskNumber number = attempts_.at(id).task;
    Task& task = tasks_.at(number);
    const Demand& demand = task.job->demand();
    if (task.attempts.size() > 1 || task.tried.size() > options_.retry_delays.size()) {
      tail_.ended(id);
      continue;
    }
    if (queue_.has(demand.toolchain) || !fleet_.has_free_slot(demand.toolchain)) continue;
    const auto seat = fleet_.take_slot(
        demand, {.not_again = task.tried, .memory_above = task.memory_above, .first_tier = true});
    if (!seat) continue;
    log::info("task {} takes long: raced by a second worker", demand.task.value());
    tail_.ended(id);
    queue_.holds(task.party);
    start(number, task, *seat);
  }
}

}  // namespace hg::coordinator
