// Which system calls no compiler needs. libseccomp is hidden here: hg-jail itself only loads the program.
#pragma once

#include <string>

#include "hg/base/result.h"

namespace hg::jail {

// A seccomp program for this machine's architecture, as hg-jail loads it (an array of struct sock_filter). It
// refuses, with EPERM: sockets, tracing and other processes' memory, namespaces and mounts, keys, bpf,
// io_uring, kernel modules, clocks, and whatever else is for administrators. clone3 is "not there" (ENOSYS),
// because its flags cannot be seen.
Result<std::string> make_filter();

}  // namespace hg::jail
