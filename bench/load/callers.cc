#include "callers.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "hg/os/file.h"
#include "hg/rpc/channel.h"
#include "hybridgrid/v1/build.grpc.pb.h"
#include "messages.h"

namespace hg::bench {
namespace {

class Callers {
 public:
  Callers(const CallersOptions& options, const model::Address& target, const Clock& clock)
      : clock_(clock),
        request_(request(options.payload)),
        stub_(pb::BuildService::NewStub(rpc::open_channel(target, *rpc::plain_text()))) {}

  struct Outcome {
    Duration took{0};
    std::vector<Duration> each;
    std::uint32_t failed = 0;
    std::string why;  // the first failure
  };

  // Blocks until all calls have ended.
  Outcome run(std::uint32_t callers, std::uint32_t calls) {
    outcome_ = {};
    outcome_.each.reserve(calls);
    left_ = calls;
    const TimePoint begin = clock_.now();
    for (std::uint32_t i = 0; i < callers; ++i) next();
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return left_ == 0 && under_way_ == 0; });
    outcome_.took = clock_.now() - begin;
    return std::move(outcome_);
  }

  // So many at once; returns when all are on their way.
  void send(std::uint32_t calls) {
    left_ = calls;
    for (std::uint32_t i = 0; i < calls; ++i) next();
  }

 private:
  struct Call {
    grpc::ClientContext context;
    pb::CompileResponse response;
    TimePoint sent;
  };

  void next() {
    {
      const std::lock_guard lock(mutex_);
      if (left_ == 0) return;
      --left_;
      ++under_way_;
    }
    auto call = std::make_shared<Call>();
    call->sent = clock_.now();
    stub_->async()->Compile(
        &call->context, &request_, &call->response,
        [this, call](const grpc::Status& status) { ended(clock_.now() - call->sent, status); });
  }

  void ended(Duration took, const grpc::Status& status) {
    {
      const std::lock_guard lock(mutex_);
      outcome_.each.push_back(took);
      if (!status.ok() && outcome_.failed++ == 0) outcome_.why = status.error_message();
    }
    next();
    const std::lock_guard lock(mutex_);
    if (--under_way_ == 0) idle_.notify_all();
  }

  const Clock& clock_;
  pb::CompileRequest request_;
  std::unique_ptr<pb::BuildService::Stub> stub_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::uint32_t left_ = 0;
  std::uint32_t under_way_ = 0;
  Outcome outcome_;
};

double microseconds(const std::vector<Duration>& sorted, double share) {
  const auto place = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
  return std::chrono::duration<double, std::micro>(sorted[place]).count();
}

std::string json(Callers::Outcome outcome) {
  std::sort(outcome.each.begin(), outcome.each.end());
  return fmt::format(
      "{{\"calls\": {}, \"failed\": {}, \"seconds\": {:.6f}, \"p50_us\": {:.1f}, \"p99_us\": {:.1f}, "
      "\"worst_us\": "
      "{:.1f}}}\n",
      outcome.each.size(), outcome.failed, std::chrono::duration<double>(outcome.took).count(),
      microseconds(outcome.each, 0.5), microseconds(outcome.each, 0.99), microseconds(outcome.each, 1.0));
}

}  // namespace

Status call(const CallersOptions& options, bool hold, const Clock& clock) {
  HG_TRY_ASSIGN(const model::Address target, model::parse_address(options.target));
  Callers callers(options, target, clock);
  if (hold) {
    callers.send(options.calls);
    HG_TRY(os::write_all(STDOUT_FILENO, "sent\n"));
    HG_TRY(os::read_fd(STDIN_FILENO, 1 << 20));
    ::_exit(0);  // its calls would be waited for
  }
  (void)callers.run(options.callers, options.calls / 10 + 1);
  Callers::Outcome outcome = callers.run(options.callers, options.calls);
  if (outcome.failed > 0)
    HG_TRY(os::write_all(STDERR_FILENO, fmt::format("{} calls failed: {}\n", outcome.failed, outcome.why)));
  return os::write_all(STDOUT_FILENO, json(std::move(outcome)));
}

}  // namespace hg::bench
