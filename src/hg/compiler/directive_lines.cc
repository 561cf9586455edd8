#include "hg/compiler/directive_lines.h"

#include <algorithm>

namespace hg::compiler {
namespace {

std::size_t count_lines(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// The newline before the line on which nothing but blanks comes before `at`; npos if something does.
std::size_t line_start(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
  return at > 0 && text[at - 1] == '\n' ? at - 1 : std::string_view::npos;
}

std::string_view without_trailing_blanks(std::string_view line) {
  const auto last = line.find_last_not_of(" \t\r");
  return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

// Behind a '\\' or inside a comment the directive goes on in the next line.
std::size_t logical_end(std::string_view text, std::size_t at) {
  std::size_t end = std::min(text.find('\n', at), text.size());
  while (end < text.size()) {
    const std::string_view line = text.substr(at, end - at);
    const auto comment = line.rfind("/*");
    const bool open = comment != std::string_view::npos && line.find("*/", comment) == std::string_view::npos;
    if (!open && !without_trailing_blanks(line).ends_with('\\')) break;
    end = std::min(text.find('\n', end + 1), text.size());
  }
  return end;
}

}  // namespace

void DirectiveLines::pass(std::string_view text) {
  lines_before_ += count_lines(text);
  blank_ = blank_ && text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void DirectiveLines::feed(std::string_view text, const std::function<void(const Directive&)>& on_directive) {
  std::size_t next = 0;  // the newline before the first line not yet seen
  for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at)) {
    const std::size_t start = line_start(text, at);
    if (start == std::string_view::npos || start < next) {
      ++at;
      continue;
    }
    const std::size_t end = logical_end(text, at);
    const std::string_view line = text.substr(at, end - at);
    pass(text.substr(next, start - next));
    on_directive({without_trailing_blanks(line), lines_before_, blank_});
    lines_before_ = count_lines(line);
    blank_ = true;
    at = next = end;
  }
  pass(text.substr(next));
}

}  // namespace hg::compiler
