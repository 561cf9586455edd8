// How well a worker suits a task, as a sum of terms. Pure; no allocation.
#pragma once

#include <cstdint>
#include <string_view>

namespace hg::scheduler {

// A worker as the formula sees it. The text must outlive the view.
struct WorkerView {
  std::string_view arch;        // of the machine: "x86_64"
  bool cross_compiles = false;  // has a compiler whose target is not its own architecture
  std::uint32_t cores = 0;
  double memory_gb = 0;  // GiB
  std::uint32_t active_tasks = 0;
  double latency_ms = 0;
  bool on_lan = false;  // found by discovery on the local network
  double slowness = 1;  // learnt: how many times as long as usual compiles take there; no term of the formula
};

struct Weights {
  double native_arch = 50;
  double cross_compile = 25;
  double per_core = 10;
  double per_gb = 5;
  double per_active_task = -15;
  double per_latency_ms = -0.5;
  double lan = 20;
};

// Every term by itself, so that a decision can be explained.
struct Score {
  double arch = 0;  // native or cross, never both
  double cores = 0;
  double memory = 0;
  double load = 0;
  double latency = 0;
  double lan = 0;
  [[nodiscard]] double total() const { return arch + cores + memory + load + latency + lan; }
};

Score score(const WorkerView& worker, std::string_view target_arch, const Weights& weights);

}  // namespace hg::scheduler
