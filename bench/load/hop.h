// What a relay costs when it does nothing but relay: a bare gRPC hop, with the callback API that the
// coordinator uses.
#pragma once

#include <string>

#include "hg/base/result.h"

namespace hg::bench {

// Prints "port=N"; sends every Compile to `target` (host:port) and its answer back, or with an empty target
// answers itself. Serves until standard input ends.
Status serve_hop(const std::string& target);

}  // namespace hg::bench
