#include "hg/client/ui/table.h"

#include <algorithm>

#include "hg/client/ui/text.h"

namespace hg::client::ui {
namespace {

constexpr std::size_t kGap = 2;

std::vector<std::size_t> column_widths(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    if (widths.size() < row.size()) widths.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i].text));
  }
  return widths;
}

std::string cut(const std::string& text, std::size_t used, std::size_t columns) {
  if (columns == 0) return text;
  return truncate(text, columns > used ? columns - used : 0);
}

std::string line(const Row& row, const std::vector<std::size_t>& widths, const Style& style,
                 std::size_t columns) {
  std::string text;
  std::size_t used = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const bool last = i + 1 == row.size();
    const std::string padding(widths[i] - width(row[i].text), ' ');
    if (row[i].right) text += padding;
    text += style.paint(row[i].ink, last ? cut(row[i].text, used, columns) : row[i].text);
    if (!last && !row[i].right) text += padding;
    if (!last) text.append(kGap, ' ');
    used += widths[i] + kGap;
  }
  return text + "\n";
}

}  // namespace

std::string table(const std::vector<Row>& rows, const Style& style, std::size_t columns) {
  const std::vector<std::size_t> widths = column_widths(rows);
  std::string text;
  for (const Row& row : rows) text += line(row, widths, style, columns);
  return text;
}

}  // namespace hg::client::ui
