// Which files went into preprocessed text.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace hg::compiler::key {

// Fed with the preprocessor's output while it is produced. Not thread-safe.
class IncludeMarkers {
 public:
  // Chunks may be cut anywhere.
  void feed(std::string_view chunk);
  // After the last chunk. Every file that was entered by an include, as the compiler named it, each once, in
  // order; not the source itself.
  [[nodiscard]] std::vector<std::string> finish();

 private:
  void scan(std::string_view text);
  void on_marker(std::string_view line);

  std::string pending_ = "\n";  // an unfinished line, with the newline before it
  std::vector<std::string> files_;
  std::unordered_set<std::string> seen_;
};

}  // namespace hg::compiler::key
