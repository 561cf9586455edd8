#include "hg/client/agent/event_loop.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace hg::client::agent {

Result<std::unique_ptr<EventLoop>> EventLoop::make(const Clock& clock) {
  os::UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return fail(Error::from_errno(errno, "epoll_create1"));
  HG_TRY_ASSIGN(auto wake, os::EventFd::make());
  return std::unique_ptr<EventLoop>(new EventLoop(clock, std::move(epoll), std::move(wake)));
}

EventLoop::EventLoop(const Clock& clock, os::UniqueFd epoll, os::EventFd wake)
    : clock_(clock), epoll_(std::move(epoll)), wake_(std::move(wake)) {
  watch(wake_.fd(), EPOLLIN, [this](std::uint32_t) { run_posted(); });
}

void EventLoop::watch(int fd, std::uint32_t events, Ready ready) {
  watched_[fd] = std::make_shared<Ready>(std::move(ready));
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
}

void EventLoop::change(int fd, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event);
}

void EventLoop::unwatch(int fd) {
  if (watched_.erase(fd) > 0) ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

EventLoop::Timer EventLoop::after(std::chrono::nanoseconds delay, Task task) {
  const Timer timer(clock_.now() + delay, next_timer_++);
  timers_.emplace(timer, std::move(task));
  return timer;
}

void EventLoop::cancel(Timer timer) {
  timers_.erase(timer);
}

void EventLoop::post(Task task) {
  posted_.with([&](auto& tasks) { tasks.push_back(std::move(task)); });
  wake_.raise();
}

void EventLoop::stop() {
  post([this] { stopped_ = true; });
}

void EventLoop::run_posted() {
  wake_.clear();
  std::vector<Task> tasks;
  posted_.with([&](auto& waiting) { tasks.swap(waiting); });
  for (const Task& task : tasks) task();
}

void EventLoop::run_timers() {
  const TimePoint now = clock_.now();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    const auto due = timers_.extract(timers_.begin());
    due.mapped()();
  }
}

int EventLoop::patience() const {
  if (timers_.empty()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first.first - clock_.now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

void EventLoop::wait_for_events() {
  std::array<epoll_event, 64> events{};
  const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), patience());
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    // An earlier callback of this round may have unwatched it; the copy outlives the callback's own unwatch.
    const auto found = watched_.find(event.data.fd);
    if (found == watched_.end()) continue;
    const auto ready = found->second;
    (*ready)(event.events);
  }
}

void EventLoop::run_once() {
  wait_for_events();
  run_timers();
}

void EventLoop::run() {
  while (!stopped_) run_once();
}

}  // namespace hg::client::agent
