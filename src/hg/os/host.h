// What this machine is and how busy it is.
#pragma once

#include <cstdint>
#include <string>

namespace hg::os {

unsigned cpu_count();             // CPUs that this process may use: affinity and cgroup quota; at least 1
std::uint64_t memory_bytes();     // physical memory or the cgroup's limit, the smaller
double load_average();            // one minute; 0 if unknown
std::string host_name();          // at most 63 characters of [A-Za-z0-9.-]; "localhost" if unknown
std::string machine_arch();       // uname -m: "x86_64", "aarch64"
std::string runtime_directory();  // $XDG_RUNTIME_DIR/hybridgrid, or /tmp/hybridgrid-UID; made 0700, "" if not ours

}  // namespace hg::os
