// hgbuild why FILE: what became of its last compile, and why it was not in the cache.
#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace hg::hgbuild {

int why_command(const Context& context, const std::vector<std::string>& arguments);

}  // namespace hg::hgbuild
