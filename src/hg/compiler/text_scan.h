// Finds what makes preprocessed text compile to something else on another machine.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "hg/compiler/counter_use.h"
#include "hg/compiler/directive_lines.h"
#include "hg/compiler/rewritten_text.h"
#include "hg/model/toolchain.h"

namespace hg::compiler {

// Fed with the preprocessor's output while it is produced; about 2 ms a megabyte on a busy machine (more
// where clang sources use __COUNTER__). Not thread-safe.
class TextScan {
 public:
  using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

  // gcc's text does not show everything (hidden_pragma.h), so the files that it names are read once more
  // through `read_file`, each as soon as its name goes by. Relative names are relative to the compiler's
  // working directory. clang needs none.
  TextScan(model::CompilerFamily family, ReadFile read_file);

  // Chunks may be cut anywhere.
  void feed(std::string_view chunk);
  // After the last chunk.
  void finish();

  // True as soon as something was found: the compile must stay here (Reason::source_not_plain).
  [[nodiscard]] bool needs_local() const { return !found_.empty(); }
  // What was found: ".incbin", "__DATE__", "#embed", "#pragma push_macro", …; empty = nothing.
  [[nodiscard]] const std::string& found() const { return found_; }

  // gcc: the first file that the source includes, as the compiler named it. If "FIRST.gch" exists, a direct
  // compile may use that precompiled header, which text cannot do (Reason::precompiled_header). Known after
  // the first such line.
  [[nodiscard]] const std::optional<std::string>& first_include() const { return first_include_; }

 private:
  void scan(std::string_view text);
  void on_hit(std::string_view text, std::size_t at, std::size_t pattern);
  void on_directive(const Directive& directive);
  void on_line_marker(std::string_view line);
  void check_file(const std::string& path);

  model::CompilerFamily family_;
  ReadFile read_file_;
  std::string found_;
  std::string pending_;   // the last line of what came so far, as it may go on
  bool started_ = false;  // inside the source proper, after what is taken in before it
  std::unordered_set<std::string> seen_;
  std::optional<std::string> first_include_;

  // clang only
  DirectiveLines directives_;
  RewrittenText rewritten_;
  CounterUse counter_;
};

}  // namespace hg::compiler
