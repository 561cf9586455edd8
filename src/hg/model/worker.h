// A worker as it describes itself and as the coordinator sees it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hg/model/compile.h"
#include "hg/model/toolchain.h"
#include "hg/resilience/circuit_breaker.h"

namespace hg::model {

// What a worker offers; sent in its handshake.
struct Capability {
  std::string name;     // host name, for people
  std::string address;  // host:port where its BuildService listens
  std::string version;  // of hg-worker
  std::string arch;     // "x86_64"
  std::uint32_t cores = 1;
  std::uint64_t memory_bytes = 0;
  std::uint32_t slots = 1;  // tasks at a time
  std::vector<Toolchain> toolchains;
};

// What a worker says of itself in a heartbeat.
struct WorkerLoad {
  std::uint32_t active_tasks = 0;
  double load_average = 0;
  bool draining = false;
};

enum class WorkerState { online, draining, lost };

struct WorkerStatus {
  WorkerId id;
  Capability capability;
  WorkerState state = WorkerState::online;
  std::uint32_t active_tasks = 0;  // as the coordinator counts them
  std::uint64_t finished_tasks = 0;
  std::uint64_t failed_tasks = 0;  // infrastructure failures
  double latency_ms = 0;           // round trip to it, smoothed
  double slowness = 1;             // how many times as long as usual compiles take there
  resilience::CircuitState circuit = resilience::CircuitState::closed;
  std::uint64_t probe_in_ms = 0;  // while the circuit is open: until one compile tries it
  double load_average = 0;        // of its last heartbeat
  std::uint64_t heartbeat_age_ms = 0;
};

}  // namespace hg::model
