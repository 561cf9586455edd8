// How this machine is off for memory. Every function asks anew; all are thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

namespace hg::os {

struct MemoryState {
  std::uint64_t total = 0;      // bytes; 0 if unknown
  std::uint64_t available = 0;  // … without swapping
  double stalled_percent = 0;   // of the last 10 s, that some process waited for memory; 0 if unknown
};

MemoryState memory_state();

// Of the texts of /proc/meminfo and /proc/pressure/memory.
MemoryState memory_state(std::string_view meminfo, std::string_view pressure);

// How often the kernel has killed a process of this machine for want of memory; 0 if unknown.
std::uint64_t oom_kills();

}  // namespace hg::os
