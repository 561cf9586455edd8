// A coordinator for tests that answers when it is told to.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hg/client/agent/coordinator.h"
#include "hg/client/agent/event_loop.h"

namespace hg::client::agent {

// What the fake was asked. Outlives it, and is used on the loop's thread only.
struct CoordinatorScript {
  std::deque<std::function<void(Answer<std::string>)>> handshakes;
  std::deque<std::function<void(Answer<void>)>> probes;
  std::deque<std::function<void(Answer<ipc::WorkersAnswer>)>> workers;
  struct Compile {
    model::CompileTask task;
    std::function<void(model::CompileOutcome)> done;
    std::shared_ptr<bool> cancelled;
  };
  std::deque<Compile> compiles;
  std::vector<std::pair<std::string, bool>> drained;
  std::vector<std::pair<std::string, model::Reason>> reported;
  std::vector<std::vector<model::ClientOutcome>> outcomes;  // by report
  int opened = 0;
  bool greets = true;  // answers handshakes at once
  bool lives = true;   // answers probes at once

  template <typename T>
  static T take(std::deque<T>& queue) {
    T first = std::move(queue.front());
    queue.pop_front();
    return first;
  }
};

class FakeCoordinator final : public Coordinator {
 public:
  explicit FakeCoordinator(CoordinatorScript& script) : script_(script) { ++script_.opened; }

  void handshake(std::chrono::nanoseconds, std::function<void(Answer<std::string>)> done) override {
    if (script_.greets) return done(std::string("1.2.3"));
    script_.handshakes.push_back(std::move(done));
  }
  void probe(std::chrono::nanoseconds, std::function<void(Answer<void>)> done) override {
    if (script_.lives) return done({});
    script_.probes.push_back(std::move(done));
  }
  void workers(std::chrono::nanoseconds, std::function<void(Answer<ipc::WorkersAnswer>)> done) override {
    script_.workers.push_back(std::move(done));
  }
  void drain(std::chrono::nanoseconds, const std::string& name, bool drained,
             std::function<void(Answer<std::string>)> done) override {
    script_.drained.emplace_back(name, drained);
    done(name + "-id");
  }
  void report(const std::string& worker, model::Reason reason) override {
    script_.reported.emplace_back(worker, reason);
  }
  void report(const std::vector<model::ClientOutcome>& outcomes) override {
    script_.outcomes.push_back(outcomes);
  }
  std::function<void()> compile(model::CompileTask task,
                                std::function<void(model::CompileOutcome)> done) override {
    auto cancelled = std::make_shared<bool>(false);
    script_.compiles.push_back({std::move(task), std::move(done), cancelled});
    return [cancelled] { *cancelled = true; };
  }

 private:
  CoordinatorScript& script_;
};

inline model::Failure refused() {
  return {model::Reason::coordinator_refused, "nobody there"};
}

// Runs `loop` until `condition` holds; false after 5 s.
template <typename Condition>
bool run_until(EventLoop& loop, Condition condition) {
  const TimePoint deadline = loop.clock().now() + std::chrono::seconds(5);
  while (!condition()) {
    if (loop.clock().now() > deadline) return false;
    const auto wake = loop.after(std::chrono::milliseconds(2), [] {});
    loop.run_once();
    loop.cancel(wake);
  }
  return true;
}

}  // namespace hg::client::agent
