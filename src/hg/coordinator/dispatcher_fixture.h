// For the tests of the dispatcher: one with a false clock and a transport that does what it is told.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "hg/coordinator/fakes.h"
#include "hg/testing/fake_clock.h"

namespace hg::coordinator {

inline Options small_queue() {
  Options options;
  options.max_waiting = 5;
  options.retry_jitter_percent = 0;
  return options;
}

class DispatcherTest : public ::testing::Test {
 protected:
  std::shared_ptr<FakeJob> submit(const std::string& name, char letter = 'a') {
    return submit({model::TaskId(name), model::BuildId("b"), toolchain(letter), "x86_64"});
  }
  std::shared_ptr<FakeJob> submit(Demand demand) {
    const std::string name = demand.task.value();
    auto job = std::make_shared<FakeJob>(std::move(demand));
    numbers_[name] = dispatcher_.submit(job);
    return job;
  }
  void succeed(const std::string& task, Duration compile = std::chrono::milliseconds(7)) {
    succeed(transport_.of(task), compile);
  }
  void succeed(const FakeTransport::Started& attempt, Duration compile = std::chrono::milliseconds(7)) {
    model::CompileResult result;
    result.times.compile = compile;
    dispatcher_.attempt_ended(attempt.id, std::move(result));
  }
  void fail_with(const std::string& task, model::Reason reason) {
    dispatcher_.attempt_ended(transport_.of(task).id, tl::unexpected(model::Failure{reason, "said so"}));
  }
  std::size_t started() const { return transport_.all.size(); }
  // Time goes on, and the owner keeps its promise.
  void pass(Duration time) {
    const TimePoint end = clock_.now() + time;
    while (dispatcher_.wake_at() && *dispatcher_.wake_at() <= end) {
      clock_.set(std::max(clock_.now(), *dispatcher_.wake_at()));
      dispatcher_.wake();
    }
    clock_.set(end);
  }

  hg::testing::FakeClock clock_;
  SeededRandom random_{1};
  FakeTransport transport_;
  Dispatcher dispatcher_{small_queue(), clock_, random_, transport_};
  std::map<std::string, TaskNumber> numbers_;
};

}  // namespace hg::coordinator
