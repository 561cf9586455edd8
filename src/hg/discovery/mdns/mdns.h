// Multicast DNS and DNS-SD by Avahi: through a running avahi-daemon, else with Avahi's own core inside this
// program.
#pragma once

#include "hg/discovery/discovery.h"

namespace hg::discovery {

// A Start. Returns at once: the rest, and what goes wrong in it (a line in the log, then tried again),
// happens on the thread of the discovery. Of two that announce the same name one takes another by itself. A
// `listen` that is one address is announced on the interface that has it, else on all but loopback.
Result<std::unique_ptr<Discovery>> start_mdns(Plan plan);

}  // namespace hg::discovery
