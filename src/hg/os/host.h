// What this machine is and how busy it is. Every function asks anew; all are thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hg::os {

unsigned cpu_count();  // CPUs that this process may use: affinity and cgroup quota, rounded up; at least 1
std::uint64_t memory_bytes();  // physical memory or the cgroup's limit, the smaller; 0 if unknown
double load_average();         // one minute; 0 if unknown
std::string host_name();  // at most 63 characters of [A-Za-z0-9.-], others become '-'; "localhost" if unknown
std::string machine_arch();  // uname -m: "x86_64", "aarch64"

std::string temporary_directory();  // $TMPDIR, or /tmp

// The path of the program that runs; "" if unknown.
std::string own_program();
// Another program of ours: beside the one that runs, or where packages put helpers. "" if it is not there.
std::string companion_program(std::string_view name);

// $XDG_RUNTIME_DIR/hybridgrid, or, where that cannot be had, /tmp/hybridgrid-UID. Made if missing. "" unless
// it is a directory (no link) of the effective user with mode 0700: whoever else could write there could
// answer in our name.
std::string runtime_directory();

}  // namespace hg::os
