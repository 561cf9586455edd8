#include "hg/coordinator/worker_health.h"

#include <algorithm>
#include <cmath>

namespace hg::coordinator {

using resilience::CircuitBreaker;
using resilience::CircuitState;

namespace {

// The weight of the newest compile: two of a known source make a worker slow, or four others.
constexpr double kSure = 0.4;
constexpr double kUnsure = 0.15;
constexpr double kMostRatio = 64;  // one compile says no more than that

}  // namespace

WorkerHealth::WorkerHealth(const Options& options, const Clock& clock)
    : options_(&options), clock_(&clock), slow_for_(options.tail.slow_first) {
  if (auto breaker = CircuitBreaker::make(options.breaker, clock)) breaker_ = *std::move(breaker);
}

bool WorkerHealth::serves() const {
  return reach_ != Reach::gone && (!breaker_ || breaker_->allows());
}

bool WorkerHealth::usable() const {
  return reach_ == Reach::good && serves();
}

bool WorkerHealth::slow() const {
  return was_slow() && clock_->now() < last_sample_ + slow_for_;
}

bool WorkerHealth::on_probation() const {
  return was_slow() && !slow();
}

bool WorkerHealth::was_slow() const {
  return slowness() >= options_->tail.slow_factor;
}

double WorkerHealth::slowness() const {
  return std::exp(log_slowness_);
}

CircuitState WorkerHealth::circuit() const {
  return breaker_ ? breaker_->report().state : CircuitState::closed;
}

Duration WorkerHealth::until_probe() const {
  return breaker_ ? breaker_->report().until_probe : Duration(0);
}

void WorkerHealth::started() {
  if (breaker_) breaker_->started();
}

void WorkerHealth::ended(End end) {
  if (!breaker_) return;
  if (end == End::verdict) breaker_->succeeded();
  if (end == End::workers_fault) breaker_->failed();
  if (end == End::other) breaker_->abandoned();
}

void WorkerHealth::at_fault() {
  if (breaker_) breaker_->failed();
}

bool WorkerHealth::doubted() {
  if (reach_ != Reach::good) return false;
  reach_ = Reach::asked;
  return true;
}

void WorkerHealth::answered(bool yes) {
  if (yes) return believed();
  reach_ = Reach::gone;
}

// What it took while it could hardly be reached says nothing of its compilers.
void WorkerHealth::believed() {
  if (reach_ != Reach::good) log_slowness_ = 0;
  reach_ = Reach::good;
}

void WorkerHealth::took(const Measurement& measurement) {
  const double sample = std::log(std::clamp(measurement.ratio, 1 / kMostRatio, kMostRatio));
  const bool tried_again = on_probation();  // what it was before counts no more
  const double usual_weight = measurement.sure ? kSure : kUnsure;
  log_slowness_ += (tried_again ? 1 : usual_weight) * (sample - log_slowness_);
  if (!was_slow()) {
    slow_for_ = options_->tail.slow_first;
  } else if (tried_again) {
    slow_for_ = std::min(2 * slow_for_, options_->tail.slow_longest);
  }
  last_sample_ = clock_->now();
}

std::optional<TimePoint> WorkerHealth::changes_at() const {
  std::optional<TimePoint> next;
  if (slow()) next = last_sample_ + slow_for_;
  if (!breaker_) return next;
  const auto report = breaker_->report();
  if (report.state != CircuitState::open) return next;
  const TimePoint half_open = clock_->now() + report.until_probe;
  return next ? std::min(*next, half_open) : half_open;
}

}  // namespace hg::coordinator
