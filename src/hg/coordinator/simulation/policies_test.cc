// The two policies on the same uneven grids: what docs/decisions/0007 stands on. HG_POLICIES=1 prints the
// table.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "hg/coordinator/simulation/grid.h"

namespace hg::coordinator::simulation {
namespace {

struct Machines {
  const char* name;
  std::vector<MachinePlan> plans;
};

MachinePlan machine(std::uint32_t cores, double slowness) {
  return {.slots = cores, .cores = cores, .memory = std::uint64_t{2 * cores} << 30U, .slowness = slowness};
}

std::vector<Machines> grids() {
  const MachinePlan usual = machine(8, 1);
  return {{"8 alike", {8, usual}},
          {"one of 8 is 20 times slower", {usual, usual, usual, usual, usual, usual, usual, machine(8, 20)}},
          {"2 large ones 3 times slower than 6 small",
           {machine(32, 3), machine(32, 3), usual, usual, usual, usual, usual, usual}},
          {"every one twice as slow as the one before",
           {machine(8, 1), machine(8, 2), machine(8, 4), machine(8, 8)}}};
}

// Seconds, the mean of some seeds.
double took(const Machines& machines, Policy policy, double load) {
  constexpr unsigned kSeeds = 20;
  double sum = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Plan plan{.seed = seed, .machines = machines.plans, .bad_sources = false};
    plan.options.policy = policy;
    for (MachinePlan& one : plan.machines) one.toolchains = "ab";
    std::uint32_t slots = 0;
    for (const MachinePlan& one : plan.machines) slots += one.slots;
    plan.parallel = std::max(1U, static_cast<unsigned>(slots * load));
    plan.jobs = 3000;
    Grid grid(std::move(plan));
    sum += std::chrono::duration<double>(grid.run().took).count();
    EXPECT_EQ(grid.complaint(), "");
  }
  return sum / kSeeds;
}

TEST(Policies, Compared) {
  const bool print = std::getenv("HG_POLICIES") != nullptr;
  for (const Machines& machines : grids()) {
    for (const double load : {0.25, 0.5, 1.0, 2.0}) {
      const double score = took(machines, Policy::score, load);
      const double cost = took(machines, Policy::cost, load);
      if (print) {
        std::cerr << fmt::format("| {} | {:.0f} % | {:.2f} | {:.2f} | {:.2f} |\n", machines.name, load * 100,
                                 score, cost, score / cost);
      }
      EXPECT_LT(cost, score * 1.25) << machines.name << ' ' << load;
    }
  }
}

TEST(Policies, AVerySlowWorkerIsHardlyMissed) {
  const std::vector<MachinePlan> without(7, machine(8, 1));
  std::vector<MachinePlan> with = without;
  with.push_back(machine(8, 20));
  // Both clients keep 64 compiles under way: as many as the larger grid has slots.
  const double alone = took({"7 alike", without}, Policy::score, 8.0 / 7);
  const double together = took({"and one that is 20 times slower", with}, Policy::score, 1);
  EXPECT_LT(together, alone * 1.1) << together << " s against " << alone;
}

}  // namespace
}  // namespace hg::coordinator::simulation
