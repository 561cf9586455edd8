// The files that a job sees: a root of its own with a few folders of the machine in it, read-only, and the
// job's directory, at the path that it has outside.
#pragma once

#include <string>
#include <vector>

#include "hg/base/result.h"

namespace hg::jail {

// In a mount namespace just made. Afterwards `readable` (where they exist; links stay links), /dev/null,
// /dev/urandom and the working directory are all there is, the last alone is writable, and nothing in it can
// be run. The working directory stays the same. No /proc, no /tmp.
Status enter_root_view(const std::vector<std::string>& readable);

}  // namespace hg::jail
