#include "hg/config/dispatch_options.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "hg/config/values.h"

namespace hg::config {
namespace {

using coordinator::Policy;
using scheduler::Weights;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::uint32_t kMostWaiting = 1'000'000;
constexpr std::size_t kMostRetries = 16;

struct Term {
  std::string_view name;
  double Weights::* weight;
};
constexpr std::array kTerms = {Term{"arch", &Weights::native_arch},
                               Term{"cross", &Weights::cross_compile},
                               Term{"core", &Weights::per_core},
                               Term{"gb", &Weights::per_gb},
                               Term{"task", &Weights::per_active_task},
                               Term{"ms", &Weights::per_latency_ms},
                               Term{"lan", &Weights::lan}};

std::string names() {
  std::string all;
  for (const Term& term : kTerms) all += (all.empty() ? "" : ", ") + std::string(term.name);
  return all;
}

Status apply_weight(Weights& weights, std::string_view item) {
  const std::size_t equals = item.find('=');
  const auto term = std::ranges::find(kTerms, item.substr(0, equals), &Term::name);
  if (equals == std::string_view::npos || term == kTerms.end()) {
    return fail(Code::invalid_argument,
                fmt::format("'{}' is no TERM=NUMBER; the terms are {}", item, names()));
  }
  return number(&(weights.*term->weight), -1e6, 1e6)(item.substr(equals + 1));
}

Apply weights(Weights* out) {
  return [out](std::string_view value) -> Status {
    Weights read = *out;
    for (const std::string_view item : comma_separated(value)) HG_TRY(apply_weight(read, item));
    *out = read;
    return {};
  };
}

Apply policy(Policy* out) {
  return [out](std::string_view value) -> Status {
    if (value != "score" && value != "cost") {
      return fail(Code::invalid_argument, fmt::format("must be score or cost, got '{}'", value));
    }
    *out = value == "cost" ? Policy::cost : Policy::score;
    return {};
  };
}

Apply delays(std::vector<Duration>* out) {
  return [out](std::string_view value) -> Status {
    std::vector<Duration> read;
    for (const std::string_view item : comma_separated(value)) {
      read.emplace_back();
      HG_TRY(duration(&read.back(), Duration(0), minutes(1))(item));
    }
    if (read.size() > kMostRetries) {
      return fail(Code::invalid_argument, fmt::format("at most {} retries", kMostRetries));
    }
    *out = std::move(read);
    return {};
  };
}

// count() for the settings that are std::size_t or unsigned.
template <typename Number>
Apply count_of(Number* out, std::uint32_t lowest, std::uint32_t highest) {
  return [=](std::string_view value) -> Status {
    std::uint32_t read = 0;
    HG_TRY(count(&read, lowest, highest)(value));
    *out = read;
    return {};
  };
}

}  // namespace

void add_dispatch_options(Command& command, coordinator::Options& into) {
  auto& breaker = into.breaker;
  auto& tail = into.tail;
  const Option options[] = {
      {"scheduler", "POLICY", "score: the formula; cost: what was learnt of the workers' speed (score)", "",
       true, policy(&into.policy)},
      {"weights", "LIST", "Of the formula's terms (arch=50,cross=25,core=10,gb=5,task=-15,ms=-0.5,lan=20)",
       "", true, weights(&into.weights)},
      {"max-queue", "N", "Compiles that may wait for a worker (10000)", "", true,
       count_of(&into.max_waiting, 1, kMostWaiting)},
      {"retry-delays", "LIST", "Before each further attempt of a compile (0ms,100ms,200ms,400ms)", "", true,
       delays(&into.retry_delays)},
      {"breaker-rate", "PERCENT", "A worker with more failures than that gets nothing for a while (60)", "",
       true, count_of(&breaker.failure_percent, 0, 99)},
      {"breaker-samples", "N", "… if it has ended so many compiles (5)", "", true,
       count_of(&breaker.min_samples, 1, 100)},
      {"breaker-window", "TIME", "… in so long (1m)", "", true,
       duration(&breaker.window, milliseconds(1), hours(24))},
      {"breaker-open", "TIME", "For how long, before it is tried again (30s)", "", true,
       duration(&breaker.open_for, milliseconds(1), hours(24))},
      {"race", "YES|NO", "Compile again elsewhere what takes far too long, where slots are free (yes)", "",
       true, on_off(&tail.race)},
      {"race-factor", "X", "… that is, so many times as long as expected (3)", "", true,
       number(&tail.factor, 1.1, 1000)},
      {"race-after", "TIME", "… and at least so long (500ms)", "", true,
       duration(&tail.at_least, milliseconds(1), hours(24))},
  };
  command.options.insert(command.options.end(), std::begin(options), std::end(options));
}

}  // namespace hg::config
