// For the tests of this folder: jobs that remember how they ended and a transport that does what it is told.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hg/coordinator/dispatcher.h"

namespace hg::coordinator {

inline model::ToolchainId toolchain(char letter) {
  return model::ToolchainId(std::string(64, letter));
}

// A worker of x86_64 with one toolchain per letter.
inline model::Capability some_worker(const std::string& address, std::uint32_t slots,
                                     const std::string& letters = "a") {
  model::Capability capability;
  capability.name = "w";
  capability.address = address;
  capability.arch = "x86_64";
  capability.cores = 4;
  capability.memory_bytes = 8ULL << 30U;
  capability.slots = slots;
  for (const char letter : letters) {
    capability.toolchains.push_back(
        {toolchain(letter), model::CompilerFamily::gcc, true, "12", "x86_64-linux-gnu", "g++"});
  }
  return capability;
}

class FakeJob final : public Job {
 public:
  explicit FakeJob(const std::string& name, char letter = 'a')
      : FakeJob(Demand{model::TaskId(name), model::BuildId("b"), toolchain(letter), "x86_64"}) {}
  explicit FakeJob(Demand demand) : Job(std::move(demand)) {}
  void finish(model::CompileOutcome outcome) override {
    ++ends;
    last = std::move(outcome);
  }
  [[nodiscard]] bool ended() const { return ends == 1; }
  [[nodiscard]] bool succeeded() const { return ended() && last->has_value(); }
  [[nodiscard]] model::Reason reason() const {
    return ended() && !succeeded() ? last->error().reason : model::Reason::none;
  }

  int ends = 0;
  std::optional<model::CompileOutcome> last;
};

class FakeTransport final : public WorkerTransport {
 public:
  struct Started {
    AttemptId id = 0;
    std::string task;
    model::WorkerId worker;
    std::string address;
    bool cancelled = false;
  };
  std::shared_ptr<RunningAttempt> start(const Attempt& attempt) override {
    auto started = std::make_shared<Started>();
    *started = {attempt.id, attempt.job->demand().task.value(), attempt.worker, attempt.capability.address,
                false};
    all.push_back(started);
    return std::make_shared<Handle>(started);
  }
  void ask(const model::WorkerId& worker, const std::string& /*address*/) override {
    asked.push_back(worker);
  }
  void forget(const std::string& address) override { forgotten.push_back(address); }
  // The newest attempt of a task.
  [[nodiscard]] const Started& of(const std::string& task) const {
    for (auto it = all.rbegin(); it != all.rend(); ++it) {
      if ((*it)->task == task) return **it;
    }
    static const Started kNone;
    return kNone;
  }
  std::vector<std::shared_ptr<Started>> all;
  std::vector<model::WorkerId> asked;
  std::vector<std::string> forgotten;

 private:
  struct Handle final : RunningAttempt {
    explicit Handle(std::shared_ptr<Started> s) : started(std::move(s)) {}
    void cancel() override { started->cancelled = true; }
    std::shared_ptr<Started> started;
  };
};

}  // namespace hg::coordinator
