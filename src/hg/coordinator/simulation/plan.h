// What a simulated grid is made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hg/coordinator/options.h"

namespace hg::coordinator::simulation {

struct MachinePlan {
  std::uint32_t slots = 2;
  std::uint32_t cores = 4;
  std::uint64_t memory = std::uint64_t{8} << 30U;
  double slowness = 1;           // how many times as long as usual it takes
  std::string toolchains = "a";  // one letter each
};

struct Plan {
  std::uint64_t seed = 1;
  Options options{};
  std::vector<MachinePlan> machines{};
  unsigned clients = 1;
  unsigned parallel = 4;        // jobs that a client has under way
  unsigned jobs = 50;           // of each client
  unsigned faults = 0;          // crashes, freezes, drains, …
  unsigned lost_per_mille = 0;  // messages
  unsigned doubled_per_mille = 0;
  bool bad_sources = true;      // some do not compile, some kill the compiler
  bool watch_circuits = false;  // costs time
};

// Mostly small grids; every 25th seed has up to 100 machines, every 250th 1,000, every 2,500th 10,000. A
// quarter of them have no faults at all.
Plan plan_of(std::uint64_t seed);

}  // namespace hg::coordinator::simulation
