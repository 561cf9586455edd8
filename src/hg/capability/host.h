// What this machine is, as a worker tells the coordinator.
#pragma once

#include "hg/model/worker.h"

namespace hg::capability {

// Name, architecture, cores, memory and, as many as cores, slots. Address, version and toolchains are the
// caller's.
model::Capability describe_host();

}  // namespace hg::capability
