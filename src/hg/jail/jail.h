// What a job may reach, as hg-jail is told by its command line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/result.h"

namespace hg::jail {

// How hg-jail ends when it could not do its work; stderr then has one line that begins with kPrefix. A job
// can end so, too: that makes its compile a failure of the grid, no more.
inline constexpr int kFailed = 119;
inline constexpr std::string_view kPrefix = "hg-jail: ";

struct Jail {
  // Mount, pid, network, ipc, uts and user namespaces of its own. Without: somebody else has made them.
  bool namespaces = true;
  std::vector<std::string> readable{};  // absolute; shown read-only where they exist, nothing else is there
  std::string filter{};                 // a file with a seccomp program; empty: none
  std::uint64_t processes = 0;          // most at a time; 0: as many as we may have
  int parent = 0;                       // the process that must be our parent; 0: whoever it is
  bool report = false;                  // print what holds on stdout before the program is run
};

// hg-jail's arguments, "--" included; program and arguments follow.
std::vector<std::string> to_arguments(const Jail& jail);

struct Parsed {
  Jail jail;
  std::size_t command = 0;  // where the program stands among the arguments
};

// The opposite; `arguments` without argv[0]. invalid_argument, naming it, for what is not known.
Result<Parsed> parse(const std::vector<std::string>& arguments);

}  // namespace hg::jail
