// hgbuild doctor: is everything there that a compile on the grid needs? Tries it, too.
#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace hg::hgbuild {

int doctor_command(const Context& context, const std::vector<std::string>& arguments);

}  // namespace hg::hgbuild
