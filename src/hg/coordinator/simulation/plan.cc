#include "hg/coordinator/simulation/plan.h"

#include "hg/base/random.h"

namespace hg::coordinator::simulation {
namespace {

std::uint64_t machine_count(std::uint64_t seed, Random& chance) {
  if (seed % 2500 == 0) return 10'000;
  if (seed % 250 == 0) return 1000;
  if (seed % 25 == 0) return 20 + chance.below(81);
  return 1 + chance.below(6);
}

MachinePlan machine(Random& chance) {
  MachinePlan plan;
  plan.slots = static_cast<std::uint32_t>(chance.below(12) == 0 ? 0 : 1 + chance.below(4));
  plan.cores = static_cast<std::uint32_t>(1 + chance.below(64));
  plan.memory = std::uint64_t{1} << (30 + chance.below(5));
  plan.slowness = chance.below(8) == 0 ? 20 : 1 + static_cast<double>(chance.below(10)) / 10;
  plan.toolchains = chance.below(2) == 0 ? "ab" : "a";
  return plan;
}

}  // namespace

Plan plan_of(std::uint64_t seed) {
  SeededRandom chance(seed);
  Plan plan;
  plan.seed = seed;
  for (std::uint64_t left = machine_count(seed, chance); left > 0; --left)
    plan.machines.push_back(machine(chance));
  const std::uint64_t size = plan.machines.size();
  plan.clients = static_cast<unsigned>(1 + chance.below(5));
  plan.parallel = static_cast<unsigned>(1 + chance.below(size > 100 ? size : 16));
  plan.jobs = static_cast<unsigned>(size > 100 ? 200 : 5 + chance.below(20));
  if (seed % 4 != 0) {
    plan.faults = static_cast<unsigned>(chance.below(8));
    plan.lost_per_mille = static_cast<unsigned>(chance.below(3) * 10);
    plan.doubled_per_mille = static_cast<unsigned>(chance.below(3) * 10);
  }
  plan.options.policy = chance.below(4) == 0 ? Policy::cost : Policy::score;
  plan.options.max_waiting = chance.below(10) == 0 ? 5 : 10'000;
  plan.watch_circuits = seed % 8 == 1 && size < 10;
  return plan;
}

}  // namespace hg::coordinator::simulation
