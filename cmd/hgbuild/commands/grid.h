// hgbuild status, hgbuild workers.
#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace hg::hgbuild {

int status_command(const Context& context, const std::vector<std::string>& arguments);
int workers_command(const Context& context, const std::vector<std::string>& arguments);

}  // namespace hg::hgbuild
