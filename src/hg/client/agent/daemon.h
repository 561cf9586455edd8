// Leaving the build that started us behind.
#pragma once

#include "hg/base/result.h"
#include "hg/os/unique_fd.h"

namespace hg::client::agent {

// Standard input, if it is a listening socket (hgbuild hands it over that way).
os::UniqueFd inherited_listener();

// Closes every descriptor but `kept`, which becomes number 3, opens /dev/null as 0, 1 and 2, changes to / and
// goes on in a child in a session of its own, while this process ends with exit code 0. Call before there are
// any threads.
Result<os::UniqueFd> go_to_background(os::UniqueFd kept);

}  // namespace hg::client::agent
