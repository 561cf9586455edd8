#include "hg/client/ui/status_bar.h"

#include <fmt/format.h>

namespace hg::client::ui {
namespace {

constexpr std::size_t kMinimumRows = 5;

// DEC VT100 sequences, which every terminal emulator has.
constexpr std::string_view kSave =
    "\x1b"
    "7";
constexpr std::string_view kRestore =
    "\x1b"
    "8";
constexpr std::string_view kWholeScreen = "\x1b[r";
constexpr std::string_view kClearLine = "\x1b[2K";
constexpr std::string_view kPlain = "\x1b[m";
// Down without changing the column, scrolling if need be, and up again: the cursor is not on the last row any
// more and stands in its text where it stood.
constexpr std::string_view kMakeRoom =
    "\x1b"
    "D\x1b[A";

std::string to_row(std::size_t row) {
  return fmt::format("\x1b[{};1H", row);
}

}  // namespace

std::size_t StatusBar::columns() const {
  const Terminal::Size size = terminal_.size();
  return size.rows >= kMinimumRows && terminal_.in_foreground() ? size.columns : 0;
}

void StatusBar::open(Terminal::Size size) {
  size_ = size;
  shown_.clear();
  terminal_.write(fmt::format("{}{}\x1b[1;{}r{}", kMakeRoom, kSave, size.rows - 1, kRestore));
}

void StatusBar::show(const std::string& line) {
  if (columns() == 0) return;
  if (size_.rows == 0) open(terminal_.size());
  if (line == shown_) return;
  shown_ = line;
  terminal_.write(fmt::format("{}{}{}{}{}{}", kSave, to_row(size_.rows), kPlain, kClearLine, line, kRestore));
}

void StatusBar::close() {
  if (size_.rows == 0) return;
  terminal_.write(fmt::format("{}{}{}{}{}", kSave, kWholeScreen, to_row(size_.rows), kClearLine, kRestore));
  size_ = {};
}

void StatusBar::resized() {
  if (size_.rows == 0) return;
  terminal_.write(fmt::format("{}{}{}", kSave, kWholeScreen, kRestore));
  size_ = {};
}

}  // namespace hg::client::ui
