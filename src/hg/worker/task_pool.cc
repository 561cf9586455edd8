#include "hg/worker/task_pool.h"

#include <fmt/format.h>

#include <algorithm>

namespace hg::worker {

TaskPool::TaskPool(executor::Executor& executor, unsigned slots) : executor_(executor), slots_(slots) {
  for (unsigned i = 0; i < slots_; ++i) threads_.emplace_back([this] { serve(); });
}

TaskPool::~TaskPool() {
  drain();
  cancel_all();
  wait_idle();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Result<std::shared_ptr<RunningTask>> TaskPool::submit(model::CompileTask task, Done done) {
  HG_TRY_ASSIGN(os::EventFd event, os::EventFd::make());
  auto handle = std::make_shared<RunningTask>(std::move(event));
  {
    const std::lock_guard lock(mutex_);
    if (counts_.draining) return fail(Code::unavailable, "this worker is draining");
    if (holders_.size() >= slots_) {
      return fail(Code::resource_exhausted, fmt::format("all {} slots of this worker are taken", slots_));
    }
    ++busy_;
    holders_.push_back(handle);
    queue_.push_back({handle, std::move(task), std::move(done)});
  }
  work_.notify_one();
  return handle;
}

bool TaskPool::release_slot(const RunningTask& task) {
  const auto holder = std::find_if(holders_.begin(), holders_.end(),
                                   [&](const auto& handle) { return handle.get() == &task; });
  if (holder == holders_.end()) return false;
  holders_.erase(holder);
  return true;
}

void TaskPool::cancel(RunningTask& task) {
  const std::lock_guard lock(mutex_);
  if (!release_slot(task)) return;
  ++counts_.cancelled;
  task.cancel();
}

void TaskPool::cancel_all() {
  const std::lock_guard lock(mutex_);
  for (const auto& holder : holders_) {
    ++counts_.cancelled;
    holder->cancel();
  }
  holders_.clear();
}

void TaskPool::drain() {
  const std::lock_guard lock(mutex_);
  counts_.draining = true;
}

void TaskPool::wait_idle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return busy_ == 0; });
}

TaskCounts TaskPool::counts() const {
  const std::lock_guard lock(mutex_);
  TaskCounts counts = counts_;
  counts.active = static_cast<unsigned>(holders_.size());
  return counts;
}

void TaskPool::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    run(std::move(job));
    lock.lock();
  }
}

void TaskPool::run(Job job) {
  model::CompileOutcome outcome = tl::unexpected(model::Failure{model::Reason::transport, "cancelled"});
  if (!job.handle->cancelled()) outcome = executor_.execute(job.task, job.handle->cancellation());
  {
    const std::lock_guard lock(mutex_);
    if (release_slot(*job.handle)) ++(outcome ? counts_.finished : counts_.failed);
  }
  job.done(std::move(outcome));
  job.done = nullptr;  // what it holds must not outlive "idle"
  const std::lock_guard lock(mutex_);
  if (--busy_ == 0) idle_.notify_all();
}

}  // namespace hg::worker
