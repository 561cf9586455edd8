// hgbuild cache: what is in this user's cache, and what to do with it.
#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace hg::hgbuild {

int cache_command(const Context& context, const std::vector<std::string>& arguments);

}  // namespace hg::hgbuild
