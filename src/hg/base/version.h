// The version of this program, from project() in CMakeLists.txt.
#pragma once

#include <string_view>

namespace hg {

std::string_view version();  // "0.1.0"

}  // namespace hg
