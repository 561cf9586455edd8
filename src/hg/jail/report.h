// What holds for a job, told layer by layer.
#pragma once

#include <string>
#include <string_view>

namespace hg::jail {

struct Report {
  bool namespaces = false;         // mount, pid, ipc, uts
  bool network_namespace = false;  // else seccomp refuses sockets, and Landlock TCP
  bool user_namespace = false;     // its own count of processes, no privilege outside
  bool other_user = false;         // runs as nobody, not as the worker's user
  int landlock = 0;                // its ABI; 0: none
  bool seccomp = false;
};

// "jail namespaces=yes network=no user=yes other-user=no landlock=7 seccomp=yes\n"
std::string to_text(const Report& report);
// The opposite, of the first line; what is not told is absent.
Report report_from(std::string_view text);

}  // namespace hg::jail
