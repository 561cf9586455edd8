#include "hg/coordinator/compile_times.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "hg/digest/xxh.h"

namespace hg::coordinator {
namespace {

constexpr double kNewest = 0.5;        // the weight of a source's newest compile
constexpr double kNewestOfSize = 0.1;  // … of a size's
constexpr unsigned kFewSamples = 3;    // say nothing of a toolchain
constexpr std::size_t kMostToolchains = 4096;

std::uint64_t key_of(const Demand& demand) {
  return digest::xxh64(demand.toolchain.value() + '\0' + demand.label);
}

// Two users' main.c are not the same source; their sizes tell.
bool alike(std::uint64_t a, std::uint64_t b) {
  return a <= 2 * b && b <= 2 * a;
}

std::size_t bucket_of(std::uint64_t bytes) {
  return static_cast<std::size_t>(std::bit_width(bytes >> 1U));
}

Duration duration(double nanoseconds) {
  return Duration(static_cast<Duration::rep>(nanoseconds));
}

}  // namespace

CompileTimes::Source* CompileTimes::find(std::uint64_t key) {
  if (const auto found = young_.find(key); found != young_.end()) return &found->second;
  auto aged = old_.extract(key);
  if (aged.empty()) return nullptr;
  return &young_.insert(std::move(aged)).position->second;
}

std::optional<Expectation> CompileTimes::expected(const Demand& demand) {
  const Source* source = find(key_of(demand));
  if (source != nullptr && alike(source->bytes, demand.source_bytes)) {
    return Expectation{duration(source->nanoseconds), true};
  }
  const auto sizes = sizes_.find(demand.toolchain);
  if (sizes == sizes_.end() || sizes->second.samples < kFewSamples) return std::nullopt;
  return Expectation{guess(sizes->second, demand.source_bytes), false};
}

// As those of its size; else as the next smaller ones, more for being larger; else as the next larger ones.
Duration CompileTimes::guess(const Sizes& sizes, std::uint64_t bytes) {
  const std::size_t own = bucket_of(bytes);
  for (std::size_t down = 0; down <= own; ++down) {
    const Bucket& bucket = sizes.buckets[own - down];
    if (bucket.samples > 0) return duration(std::exp(bucket.log_nanoseconds) * std::exp2(down));
  }
  const auto larger =
      std::find_if(sizes.buckets.begin() + static_cast<std::ptrdiff_t>(own), sizes.buckets.end(),
                   [](const Bucket& bucket) { return bucket.samples > 0; });
  return larger == sizes.buckets.end() ? Duration(0) : duration(std::exp(larger->log_nanoseconds));
}

void CompileTimes::learn(const Demand& demand, Duration took) {
  const auto nanoseconds = static_cast<double>(std::max<Duration::rep>(1, took.count()));
  if (sizes_.size() < kMostToolchains || sizes_.contains(demand.toolchain)) {
    Sizes& sizes = sizes_[demand.toolchain];
    ++sizes.samples;
    Bucket& bucket = sizes.buckets[bucket_of(demand.source_bytes)];
    const double weight = std::max(kNewestOfSize, 1.0 / ++bucket.samples);
    bucket.log_nanoseconds += weight * (std::log(nanoseconds) - bucket.log_nanoseconds);
  }
  const std::uint64_t key = key_of(demand);
  Source* known = find(key);
  if (known != nullptr && alike(known->bytes, demand.source_bytes)) {
    known->nanoseconds += kNewest * (nanoseconds - known->nanoseconds);
    known->bytes = demand.source_bytes;
    return;
  }
  young_[key] = {nanoseconds, demand.source_bytes};
  if (young_.size() >= kMost / 2) old_ = std::exchange(young_, {});
}

}  // namespace hg::coordinator
