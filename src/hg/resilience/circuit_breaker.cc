#include "hg/resilience/circuit_breaker.h"

#include <algorithm>

namespace hg::resilience {

std::string_view name(CircuitState state) {
  switch (state) {
    case CircuitState::closed:
      return "CLOSED";
    case CircuitState::open:
      return "OPEN";
    case CircuitState::half_open:
      return "HALF_OPEN";
  }
  return "UNKNOWN";
}

Result<CircuitBreaker> CircuitBreaker::make(const Options& options, const Clock& clock) {
  const auto refuse = [](const char* why) {
    return fail(Code::invalid_argument, std::string("circuit breaker: ") + why);
  };
  if (options.failure_percent > 99) return refuse("the failure rate must be 0 to 99 percent");
  if (options.min_samples == 0) return refuse("it needs at least one sample to judge by");
  if (options.max_samples < options.min_samples) return refuse("max_samples must not be below min_samples");
  if (options.window <= Duration(0)) return refuse("the window must be longer than 0");
  if (options.open_for <= Duration(0)) return refuse("the time it stays open must be longer than 0");
  return CircuitBreaker(options, clock);
}

CircuitState CircuitBreaker::state() const {
  if (!tripped_) return CircuitState::closed;
  return clock_->now() < probe_at_ ? CircuitState::open : CircuitState::half_open;
}

bool CircuitBreaker::allows() const {
  const CircuitState now = state();
  return now == CircuitState::closed || (now == CircuitState::half_open && !probing_);
}

void CircuitBreaker::started() {
  if (state() == CircuitState::half_open) probing_ = true;
}

void CircuitBreaker::succeeded() {
  if (state() == CircuitState::closed) add(false);
  if (state() != CircuitState::half_open) return;
  tripped_ = false;
  probing_ = false;
}

void CircuitBreaker::failed() {
  if (state() == CircuitState::half_open) open();
  if (state() != CircuitState::closed) return;
  add(true);
  if (samples_.size() >= options_.min_samples && failures_ * 100 > samples_.size() * options_.failure_percent)
    open();
}

void CircuitBreaker::abandoned() {
  probing_ = false;
}

CircuitBreaker::Report CircuitBreaker::report() const {
  const TimePoint now = clock_->now();
  Report report{
      .state = state(), .until_probe = Duration(0), .samples = 0, .failures = 0, .openings = openings_};
  if (report.state == CircuitState::open) report.until_probe = probe_at_ - now;
  for (const Sample& sample : samples_) {
    if (now - sample.at > options_.window) continue;
    ++report.samples;
    if (sample.failure) ++report.failures;
  }
  return report;
}

void CircuitBreaker::add(bool failure) {
  samples_.push_back({clock_->now(), failure});
  if (failure) ++failures_;
  drop_old();
}

void CircuitBreaker::drop_old() {
  const TimePoint now = clock_->now();
  while (samples_.size() > options_.max_samples || now - samples_.front().at > options_.window) {
    if (samples_.front().failure) --failures_;
    samples_.pop_front();
  }
}

void CircuitBreaker::open() {
  tripped_ = true;
  probing_ = false;
  probe_at_ = clock_->now() + options_.open_for;
  ++openings_;
  samples_.clear();
  failures_ = 0;
}

}  // namespace hg::resilience
