// A build tool with its compiles on the grid, from its start to the summary.
#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace hg::hgbuild {

struct WrappedBuild {
  std::string program;  // absolute path of the tool
  std::vector<std::string> argv;
  std::vector<std::string> environment;
  std::string coordinator;
};

// Returns the exit code.
int run_wrapped(const Context& context, WrappedBuild build);

}  // namespace hg::hgbuild
