// What the dashboard shows, from whoever knows it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hg/base/clock.h"
#include "hg/history/memory.h"
#include "hg/model/worker.h"

namespace hg::dashboard {

struct CacheTier {
  std::string name{};
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t read_errors = 0;
  std::uint64_t stored = 0;
  std::uint64_t write_errors = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
  std::optional<resilience::CircuitState> circuit{};  // of a store that is elsewhere
};

// The grid at one moment.
struct Grid {
  std::size_t waiting = 0;
  std::size_t running = 0;
  std::size_t joined = 0;
  std::vector<model::WorkerStatus> workers{};
  std::vector<CacheTier> cache{};
  bool history_kept = false;   // there is to be a database
  bool history_works = false;  // … and it takes what it is given
  std::uint64_t history_dropped = 0;
};

struct Sources {
  std::function<Grid()> grid;      // called on the HTTP server's thread; must be quick
  const history::Memory& history;  // must outlive the dashboard
  const Clock& clock;              // likewise
  std::string epoch;               // differs from one life of the coordinator to the next
};

}  // namespace hg::dashboard
