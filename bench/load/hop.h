// What a relay costs when it does nothing but relay: a bare gRPC hop, with the callback API that the
// coordinator uses.
#pragma once

#include <cstdint>
#include <string>

#include "hg/base/result.h"

namespace hg::bench {

struct HopOptions {
  std::string next{};      // host:port; empty: it answers itself
  std::uint32_t hold = 0;  // it answers nothing, and prints "held" when it has so many calls
};

// Prints "port=N"; sends every Compile to `next` and its answer back. Serves until standard input ends.
Status serve_hop(const HopOptions& options);

}  // namespace hg::bench
