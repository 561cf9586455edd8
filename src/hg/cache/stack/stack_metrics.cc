#include "hg/cache/stack/stack_metrics.h"

#include <array>

namespace hg::cache::stack {
namespace {

using resilience::CircuitState;

constexpr std::array kCircuits = {CircuitState::closed, CircuitState::open, CircuitState::half_open};

}  // namespace

void tell(metrics::Sink& sink, const Stack& stack) {
  const auto count = [&](const char* name, const char* help, const metrics::Labels& labels,
                         std::uint64_t value) {
    sink.counter(name, help, static_cast<double>(value), labels);
  };
  for (const Stack::Tier& tier : stack.tiers()) {
    const tiers::MeteredStore::Counts& counts = tier.counts;
    const char* const reads = "hybridgrid_cache_reads_total";
    const char* const reads_help = "Results that were looked for, by where and how it ended.";
    count(reads, reads_help, {{"tier", tier.name}, {"result", "hit"}}, counts.hits);
    count(reads, reads_help, {{"tier", tier.name}, {"result", "miss"}}, counts.misses);
    count(reads, reads_help, {{"tier", tier.name}, {"result", "error"}}, counts.read_errors);
    const char* const writes = "hybridgrid_cache_writes_total";
    const char* const writes_help = "Results that were to be kept, by where and how it ended.";
    count(writes, writes_help, {{"tier", tier.name}, {"result", "stored"}}, counts.stored);
    count(writes, writes_help, {{"tier", tier.name}, {"result", "error"}}, counts.write_errors);
    const char* const bytes = "hybridgrid_cache_bytes_total";
    const char* const bytes_help = "Bytes of results as they are kept, read by hits and written.";
    count(bytes, bytes_help, {{"tier", tier.name}, {"direction", "read"}}, counts.bytes_read);
    count(bytes, bytes_help, {{"tier", tier.name}, {"direction", "written"}}, counts.bytes_written);
    if (!tier.circuit) continue;
    for (const CircuitState state : kCircuits) {
      sink.gauge("hybridgrid_cache_circuit_state",
                 "1 for the state that a shared store's circuit breaker is in.",
                 *tier.circuit == state ? 1 : 0,
                 {{"tier", tier.name}, {"state", std::string(resilience::name(state))}});
    }
  }
}

}  // namespace hg::cache::stack
