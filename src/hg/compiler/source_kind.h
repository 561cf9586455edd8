// What kind of source a file is, by its name or by -x.
#pragma once

#include <cstdint>
#include <string_view>

namespace hg::compiler {

enum class SourceKind : std::uint8_t {
  c,
  cxx,
  objective_c,
  objective_cxx,
  header,        // would make a precompiled header
  preprocessed,  // .i, .ii
  assembly,      // .s, .S
  other,         // another language, or a file for the linker
};

// By the extension, whose case counts ("a.C" is C++).
SourceKind source_kind_of_file(std::string_view path);
// By the operand of -x, other than "none".
SourceKind source_kind_of_language(std::string_view language);

}  // namespace hg::compiler
