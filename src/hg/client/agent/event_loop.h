// One thread that waits for descriptors, timers and work handed over by other threads.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hg/base/clock.h"
#include "hg/base/guarded.h"
#include "hg/base/result.h"
#include "hg/os/event_fd.h"
#include "hg/os/unique_fd.h"

namespace hg::client::agent {

// Everything but post() and stop() belongs to the thread that runs it. Callbacks may call anything here.
class EventLoop {
 public:
  using Task = std::function<void()>;
  using Ready = std::function<void(std::uint32_t events)>;  // EPOLLIN, …
  using Timer = std::pair<TimePoint, std::uint64_t>;

  static Result<std::unique_ptr<EventLoop>> make(const Clock& clock);

  // The descriptor stays the caller's, who must unwatch() it before closing it.
  void watch(int fd, std::uint32_t events, Ready ready);
  void change(int fd, std::uint32_t events);
  void unwatch(int fd);

  Timer after(std::chrono::nanoseconds delay, Task task);
  void cancel(Timer timer);  // one that is over is fine

  // Runs `task` on the loop's thread. Thread-safe; the loop must still exist.
  void post(Task task);

  // Until stop().
  void run();
  // Waits for something to happen and does it.
  void run_once();
  void stop();  // thread-safe

  [[nodiscard]] const Clock& clock() const { return clock_; }

 private:
  EventLoop(const Clock& clock, os::UniqueFd epoll, os::EventFd wake);
  void wait_for_events();
  void run_timers();
  void run_posted();
  [[nodiscard]] int patience() const;

  const Clock& clock_;
  os::UniqueFd epoll_;
  os::EventFd wake_;
  bool stopped_ = false;
  std::uint64_t next_timer_ = 0;
  std::map<Timer, Task> timers_;
  std::unordered_map<int, std::shared_ptr<Ready>> watched_;
  Guarded<std::vector<Task>> posted_;
};

}  // namespace hg::client::agent
