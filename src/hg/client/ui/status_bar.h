// One line at the foot of a terminal on which another program writes.
#pragma once

#include <string>

#include "hg/client/ui/terminal.h"

namespace hg::client::ui {

// The last row is taken out of the scrolling region, so the tool's lines (and ninja's, which it rewrites)
// move above it and cannot run into it; the cursor and the colours are saved around every drawing. The tool
// still writes to the terminal itself: it sees a terminal, and nothing of it passes through us. Not
// thread-safe.
class StatusBar {
 public:
  explicit StatusBar(Terminal& terminal) : terminal_(terminal) {}
  ~StatusBar() { close(); }
  StatusBar(const StatusBar&) = delete;
  StatusBar& operator=(const StatusBar&) = delete;

  // Columns that a line may have; 0 = no room for a bar here, or it is not ours to draw on now.
  [[nodiscard]] std::size_t columns() const;

  // Shows `line`, which must fit into columns(). Takes the last row at the first call.
  void show(const std::string& line);

  // Gives the last row back, empty. The bar may be shown again afterwards.
  void close();

  // The terminal has another size: the row is taken anew at the next show().
  void resized();

 private:
  void open(Terminal::Size size);

  Terminal& terminal_;
  Terminal::Size size_;  // rows == 0: closed
  std::string shown_;
};

}  // namespace hg::client::ui
