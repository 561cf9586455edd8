// Which compilers are installed, by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hg::capability {

// "gcc", "g++-12", "clang++-14", "aarch64-linux-gnu-gcc": a compiler's name, with a target before it or a
// version after.
bool is_driver_name(std::string_view name);

// Absolute paths of the drivers in `directories`, each program once: of several names for one program the
// most telling
// ("gcc-12" before "gcc", "cc" and "x86_64-linux-gnu-gcc-12"). clang and clang++ are one program but two
// drivers. Directories that cannot be read are passed over.
std::vector<std::string> find_drivers(const std::vector<std::string>& directories);

}  // namespace hg::capability
