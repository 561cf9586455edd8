// What hgbuild does when its first word is not a compiler's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hgbuild {

struct Command {
  std::string_view name;     // "status"; options such as "--help" stand in the same table
  std::string_view summary;  // one line for --help; empty = not listed
  int (*run)(
      const std::vector<std::string>& arguments);  // without the command's own name; gives the exit code
};

// Null if `word` is none of ours: then it is a compiler, or an option for one.
const Command* find_command(std::string_view word);

// `hgbuild` alone: says how to go on, on stderr. Exit code 2.
int no_command();

}  // namespace hgbuild
