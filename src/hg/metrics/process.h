// What Prometheus expects to know of every process.
#pragma once

#include "hg/metrics/registry.h"

namespace hg::metrics {

// process_cpu_seconds_total, process_resident_memory_bytes, process_open_fds, process_start_time_seconds of
// this process. Linux; a value that /proc does not tell is left away.
void tell_process(Sink& sink);

}  // namespace hg::metrics
