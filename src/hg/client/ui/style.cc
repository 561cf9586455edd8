#include "hg/client/ui/style.h"

namespace hg::client::ui {
namespace {

std::string_view code(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "";
    case Ink::bold:
      return "\x1b[1m";
    case Ink::dim:
      return "\x1b[2m";
    case Ink::red:
      return "\x1b[31m";
    case Ink::green:
      return "\x1b[32m";
    case Ink::yellow:
      return "\x1b[33m";
    case Ink::cyan:
      return "\x1b[36m";
  }
  return "";
}

}  // namespace

std::string Style::paint(Ink ink, std::string_view text) const {
  if (!colours_ || ink == Ink::plain || text.empty()) return std::string(text);
  return std::string(code(ink)).append(text).append("\x1b[0m");
}

Style style_for(bool is_terminal, const Variable& variable) {
  if (!variable("NO_COLOR").value_or("").empty()) return Style(false);
  const std::string force = variable("CLICOLOR_FORCE").value_or("");
  if (!force.empty() && force != "0") return Style(true);
  return Style(is_terminal && variable("TERM").value_or("dumb") != "dumb");
}

}  // namespace hg::client::ui
