// Finds what makes preprocessed text compile to something else on another machine.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hg/model/toolchain.h"

namespace hg::compiler {

// Fed with the preprocessor's output while it is produced; about 1 ms for 4 MB. Not thread-safe.
class TextScan {
 public:
  explicit TextScan(model::CompilerFamily family) : family_(family) {}

  // Chunks may be cut anywhere.
  void feed(std::string_view chunk);

  // True as soon as something was found: the compile must stay here (Reason::source_not_plain).
  [[nodiscard]] bool needs_local() const { return !found_.empty(); }
  // What was found: ".incbin", "__DATE__", "#embed", …; empty = nothing.
  [[nodiscard]] const std::string& found() const { return found_; }

  // gcc: the first file that the source includes, as the compiler named it. If "FIRST.gch" exists, a direct
  // compile may use that precompiled header, which text cannot do (Reason::precompiled_header). Known after
  // the first such line.
  [[nodiscard]] const std::optional<std::string>& first_include() const { return first_include_; }

 private:
  model::CompilerFamily family_;
  std::string found_;
  std::string tail_;  // the end of the previous chunk, where a word may be cut
  std::optional<std::string> first_include_;
};

}  // namespace hg::compiler
