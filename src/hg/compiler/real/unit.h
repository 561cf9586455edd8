// For tests: a C and a C++ source with a bit of everything, and their compile with given flags.
#pragma once

#include <array>
#include <string>

#include "hg/compiler/real/round_trip.h"

namespace hg::compiler::real {

inline constexpr std::array kCompilers = {"gcc", "g++", "clang", "clang++"};

// `flags` are separated by blanks. Without "-o", the output is src/unit.o.
RoundTrip trip_for(const std::string& compiler, const std::string& flags);

}  // namespace hg::compiler::real
