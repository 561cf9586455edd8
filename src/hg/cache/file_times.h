// What a stored file's modification time says: the seconds when it was last used, the nanoseconds what it
// cost.
#pragma once

#include <sys/stat.h>

#include <cstdint>

#include "hg/base/clock.h"

namespace hg::cache {

// In nanoseconds since 1970, for os::write_file_atomic. A cost above 1000 seconds counts as that.
std::int64_t file_time(WallTime used, Duration cost);

// What file_time() was made of.
Duration cost_of(const struct stat& info);
std::int64_t used_at(const struct stat& info);  // seconds since 1970

// Brings the time of use up to date, unless it is recent enough. A failure (read-only) does not matter.
void mark_used(int fd, const struct stat& info, WallTime now);

}  // namespace hg::cache
