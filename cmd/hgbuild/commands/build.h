// hgbuild make, ninja, cmake, meson, run.
#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace hg::hgbuild {

int make_command(const Context& context, const std::vector<std::string>& arguments);
int ninja_command(const Context& context, const std::vector<std::string>& arguments);
int cmake_command(const Context& context, const std::vector<std::string>& arguments);
int meson_command(const Context& context, const std::vector<std::string>& arguments);
int run_command_line(const Context& context, const std::vector<std::string>& arguments);

}  // namespace hg::hgbuild
