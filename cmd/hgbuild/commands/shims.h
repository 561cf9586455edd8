// hgbuild shims: a directory of links to hgbuild, named like compilers.
#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace hg::hgbuild {

int shims_command(const Context& context, const std::vector<std::string>& arguments);

}  // namespace hg::hgbuild
