// Questions for includes that are asked through a macro: #define HAS(x) __has_include(x).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/compiler/key/source_facts.h"

namespace hg::compiler::key {

// The names of such macros in `source`.
std::vector<std::string> forwarders_of(std::string_view source);

// What `source` asks through the macro `name`. Nothing if it does so in a way that is not understood, such as
// through another macro.
std::optional<std::vector<Reference>> forwarded_questions(std::string_view source, std::string_view name);

}  // namespace hg::compiler::key
