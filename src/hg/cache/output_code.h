// How kinds of outputs are written down: numbers in entries, suffixes in keys. Neither may ever change.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "hg/model/compile.h"

namespace hg::cache {

std::uint8_t code(model::OutputKind kind);
std::optional<model::OutputKind> output_kind(std::uint8_t code);
std::string_view suffix(model::OutputKind kind);  // ".o"

}  // namespace hg::cache
