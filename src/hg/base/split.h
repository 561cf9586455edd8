// Text into pieces, without streams: those cost the start of every program that links them.
#pragma once

#include <string_view>
#include <vector>

namespace hg {

// The pieces between the separators: one more than there are separators, empty ones included. They point into
// `text`.
inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (true) {
    const std::size_t at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

}  // namespace hg
