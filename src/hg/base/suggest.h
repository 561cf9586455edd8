// "did you mean": the nearest of a few words.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace hg {

// The word of `known` that `typed` most likely was meant to be; nothing if none is near (more than a third of
// it wrong).
std::optional<std::string_view> suggest(std::string_view typed, std::span<const std::string_view> known);

}  // namespace hg
