// `hgbuild status` and `hgbuild workers`, for people and for programs.
#pragma once

#include <string>

#include "hg/client/ui/grid_view.h"
#include "hg/client/ui/style.h"

namespace hg::client::ui {

struct Page {
  Style style;
  std::size_t columns = 0;  // of the terminal; 0 = not one: no header, nothing cut
};

// Several lines, ending with a newline; one line per worker, which holds its address.
std::string status_text(const GridView& grid, const Page& page);
// One line per worker, under a header on a terminal. Empty if there is none.
std::string workers_text(const GridView& grid, const Page& page);

// One JSON document, indented, ending with a newline: "schema": "hgbuild.status/1", "hgbuild.workers/1".
// Fields may be added without a new number; none changes its meaning.
std::string status_json(const GridView& grid);
std::string workers_json(const GridView& grid);

}  // namespace hg::client::ui
