#include "hg/compiler/line_marker.h"

namespace hg::compiler {
namespace {

bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

}  // namespace

std::size_t unescape_marker_name(std::string_view quoted, char* name) {
  const std::size_t size = quoted.size();
  std::size_t length = 0;
  for (std::size_t i = 0; i < size && quoted[i] != '"'; ++i) {
    if (quoted[i] != '\\' || i + 1 == size) {
      name[length++] = quoted[i];
    } else if (i + 3 < size && is_octal(quoted[i + 1]) && is_octal(quoted[i + 2]) &&
               is_octal(quoted[i + 3])) {
      name[length++] =
          static_cast<char>((quoted[i + 1] - '0') * 64 + (quoted[i + 2] - '0') * 8 + (quoted[i + 3] - '0'));
      i += 3;
    } else {
      name[length++] = quoted[++i];
    }
  }
  return length;
}

}  // namespace hg::compiler
