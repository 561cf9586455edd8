// Many threads and no gRPC, so that ThreadSanitizer sees every lock there is.
#include "hg/coordinator/service/strand.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

namespace hg::coordinator::service {
namespace {

// Every attempt succeeds, in the effect that starts it, on whichever thread that is.
class InstantTransport final : public WorkerTransport {
 public:
  explicit InstantTransport(Outbox& outbox) : outbox_(outbox) {}
  std::shared_ptr<RunningAttempt> start(const Attempt& attempt) override {
    struct Handle final : RunningAttempt {
      void cancel() override {}
    };
    outbox_.post([this, id = attempt.id] {
      strand->with([&](Dispatcher& dispatcher) { dispatcher.attempt_ended(id, model::CompileResult{}); });
    });
    return std::make_shared<Handle>();
  }
  void ask(const model::WorkerId&, const std::string&) override {}
  void forget(const std::string&) override {}
  Strand* strand = nullptr;

 private:
  Outbox& outbox_;
};

class CountingJob final : public Job {
 public:
  CountingJob(std::atomic<int>& ends, std::latch& all)
      : Job({model::TaskId("t"), {}, model::ToolchainId("a"), "x86_64"}), ends_(ends), all_(all) {}
  void finish(model::CompileOutcome outcome) override {
    if (outcome) ++ends_;
    all_.count_down();
  }

 private:
  std::atomic<int>& ends_;
  std::latch& all_;
};

model::Capability worker(std::uint32_t slots) {
  model::Capability capability;
  capability.name = "w";
  capability.address = "h:1";
  capability.arch = "x86_64";
  capability.slots = slots;
  capability.toolchains.push_back(
      {model::ToolchainId("a"), model::CompilerFamily::gcc, true, "", "x86_64-x", ""});
  return capability;
}

TEST(Strand, ManyThreadsEveryJobEndsOnce) {
  SeededRandom random(1);
  Outbox outbox;
  InstantTransport transport(outbox);
  Strand strand({}, system_clock(), random, transport, outbox);
  transport.strand = &strand;
  strand.with([](Dispatcher& dispatcher) { dispatcher.enrol(worker(2), {}); });
  constexpr int kThreads = 4;
  constexpr int kJobs = 500;
  std::atomic<int> ends = 0;
  std::latch all(kThreads * kJobs);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kJobs; ++i) {
        const auto job = std::make_shared<CountingJob>(ends, all);
        strand.with([&](Dispatcher& dispatcher) { dispatcher.submit(job); });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  all.wait();
  EXPECT_EQ(ends, kThreads * kJobs);
  EXPECT_EQ(strand.with([](Dispatcher& dispatcher) { return dispatcher.running(); }), 0U);
}

// Nothing but the strand's own thread can end this job: its worker falls silent.
TEST(Strand, WakesTheDispatcherInTime) {
  class SilentTransport final : public WorkerTransport {
    void ask(const model::WorkerId&, const std::string&) override {}
    void forget(const std::string&) override {}
    std::shared_ptr<RunningAttempt> start(const Attempt&) override {
      struct Handle final : RunningAttempt {
        void cancel() override {}
      };
      return std::make_shared<Handle>();
    }
  };
  SeededRandom random(1);
  Outbox outbox;
  SilentTransport transport;
  Options options;
  options.registry.heartbeat_interval = std::chrono::milliseconds(10);
  Strand strand(options, system_clock(), random, transport, outbox);
  std::atomic<int> ends = 0;
  std::latch all(1);
  strand.with([&](Dispatcher& dispatcher) {
    dispatcher.enrol(worker(1), {});
    dispatcher.submit(std::make_shared<CountingJob>(ends, all));
  });
  all.wait();
  EXPECT_EQ(ends, 0) << "it ended, and not well";
}

}  // namespace
}  // namespace hg::coordinator::service
