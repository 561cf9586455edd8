#include "hg/capability/host.h"

#include "hg/os/host.h"

namespace hg::capability {

model::Capability describe_host() {
  model::Capability capability;
  capability.name = os::host_name();
  capability.arch = os::machine_arch();
  capability.cores = os::cpu_count();
  capability.memory_bytes = os::memory_bytes();
  capability.slots = capability.cores;
  return capability;
}

}  // namespace hg::capability
