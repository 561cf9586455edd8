// The names of targets and the images that dockcross has for them.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hg::capability {

struct Target {
  std::string_view name;    // "linux-arm64"
  std::string_view triple;  // of Debian's cross-compilers: "aarch64-linux-gnu"; "" where Debian has none
};

// All that dockcross has an image for.
std::span<const Target> known_targets();

// "dockcross/linux-arm64:latest".
std::string dockcross_image(std::string_view target);

}  // namespace hg::capability
