// Response files that name each other as they like: the reader ends, and what it gives is within its limits.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "hg/compiler/response_file.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto words = hg::compiler::split_response_file(text)) {
    std::size_t length = 0;
    for (const std::string& word : *words) {
      require(!word.empty() && word.find('\0') == std::string::npos);
      length += word.size();
    }
    require(length <= size);
  }
  // Every other name leads to the same text, so that files name themselves in a ring.
  const auto read = [&](const std::string& path) -> std::optional<std::string> {
    if (path.size() % 2 == 1) return std::nullopt;
    return text;
  };
  const hg::compiler::Expanded expanded = hg::compiler::expand_response_files({"-c", "@ab"}, read);
  require(!expanded.problem.empty() || !expanded.arguments.empty());
  return 0;
}
