// Rows with aligned columns.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "hg/client/ui/style.h"

namespace hg::client::ui {

struct Cell {
  std::string text;
  bool right = false;  // figures
  Ink ink = Ink::plain;
};
using Row = std::vector<Cell>;

// One line per row, two spaces between columns, nothing behind the last; each ends with a newline. `columns`
// cuts the last cell of rows that are wider (0 = never), so that a row stays a line; that cell must not be
// painted already.
std::string table(const std::vector<Row>& rows, const Style& style, std::size_t columns = 0);

}  // namespace hg::client::ui
