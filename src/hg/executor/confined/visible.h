// Which files of this machine a compiler must see.
#pragma once

#include <string>
#include <vector>

namespace hg::executor {

// Folders and files that are shown to `driver`, an absolute path: the system's (/usr, /lib, what the dynamic
// loader needs), and, if the driver is elsewhere, its own folder and, of a PREFIX/bin, the folders of PREFIX
// that a toolchain has; where its links lead, too. Never a home as a whole. Sorted, none below another; they
// may be missing.
std::vector<std::string> visible_to(const std::string& driver);

}  // namespace hg::executor
