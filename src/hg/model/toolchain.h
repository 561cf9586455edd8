// Toolchains: which compiler, told by content and not by name.
#pragma once

#include <string>

#include "hg/base/strong.h"

namespace hg::model {

// 64 hex characters: the SHA-256 over everything of the compiler that determines an object (driver, cc1, as, specs,
// target; docs/formats/toolchain-id.md). Equal ids on two machines mean equal objects from equal inputs.
using ToolchainId = Strong<struct ToolchainIdTag>;

enum class CompilerFamily { gcc, clang };

struct Toolchain {
  ToolchainId id;
  CompilerFamily family = CompilerFamily::gcc;
  bool cxx = false;     // the driver compiles C++ by default (g++, clang++)
  std::string version;  // "12.2.0"
  std::string target;   // "x86_64-linux-gnu"
  std::string name;     // base name for people: "g++-12"
  auto operator<=>(const Toolchain&) const = default;
};

}  // namespace hg::model
