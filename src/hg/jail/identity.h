// Who a job is: nobody, with no privilege and no way to one.
#pragma once

#include "hg/base/result.h"

namespace hg::jail {

inline constexpr unsigned kNobody = 65534;

// In a user namespace just made, by a process that was `user` and `group` outside: files are still written as
// these, inside we are nobody.
Status become_nobody_inside(unsigned user, unsigned group);

// As root: the files of the working directory are given to nobody, and we become nobody for good.
Status become_nobody();

// No capability is left, and no program gives one.
Status drop_privileges();

}  // namespace hg::jail
