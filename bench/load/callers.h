// Callers in a closed loop: each sends its next compile when it has the answer to the one before.
#pragma once

#include <cstdint>
#include <string>

#include "hg/base/clock.h"
#include "hg/base/result.h"

namespace hg::bench {

struct CallersOptions {
  std::string target;  // host:port
  std::uint32_t callers = 1;
  std::uint32_t calls = 1000;   // by all of them together, after a tenth more that is not measured
  std::uint32_t payload = 512;  // bytes of a source
};

// Prints one line of JSON: calls, failed, seconds, and microseconds p50, p99, worst. Failed calls are told,
// not hidden. With `hold` (calls that are never answered) it prints "sent" instead, and waits until standard
// input ends.
Status call(const CallersOptions& options, bool hold, const Clock& clock);

}  // namespace hg::bench
