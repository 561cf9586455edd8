// The limits that control groups set on this process, version 1 and 2. A container's limits are nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hg::os {

struct CgroupLimits {
  std::optional<double> cpus;  // CPU time per time: "150000 100000" is 1.5
  std::optional<std::uint64_t>
      memory_bytes;  // version 1 says "no limit" with a number larger than any memory
};

// The tightest limits on the way from the groups named in `membership` (the text of /proc/self/cgroup) up to
// the mount point `root`. What cannot be read is no limit.
CgroupLimits cgroup_limits(const std::string& root, std::string_view membership);

// Those of this process, below /sys/fs/cgroup.
CgroupLimits cgroup_limits();

}  // namespace hg::os
