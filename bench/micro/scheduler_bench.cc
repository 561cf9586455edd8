// The coordinator's choice of a worker: constant, however many there are, and without a call of the
// allocator.
#include <benchmark/benchmark.h>

#include <numeric>
#include <vector>

#include "allocations.h"
#include "hg/scheduler/two_choices.h"

namespace {

void choose_a_worker(benchmark::State& state) {
  const auto count = static_cast<std::uint32_t>(state.range(0));
  std::vector<hg::scheduler::WorkerView> workers(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    workers[i] = {
        .arch = "x86_64", .cores = 4 + i % 60, .memory_gb = 16, .active_tasks = i % 7, .latency_ms = 0.3};
  }
  std::vector<std::uint32_t> eligible(count);
  std::iota(eligible.begin(), eligible.end(), 0U);
  hg::SeededRandom random(1);
  const std::size_t before = hg::bench::allocations();
  for (auto _ : state) {
    benchmark::DoNotOptimize(hg::scheduler::choose(workers, eligible, "x86_64", {}, random));
  }
  state.counters["allocations"] = static_cast<double>(hg::bench::allocations() - before);
}
BENCHMARK(choose_a_worker)->Arg(2)->Arg(100)->Arg(10'000);

}  // namespace
