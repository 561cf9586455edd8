#include "hg/cache/output_code.h"

#include <algorithm>
#include <array>

namespace hg::cache {
namespace {

struct Row {
  model::OutputKind kind;
  std::uint8_t code;
  std::string_view suffix;
};

using enum model::OutputKind;
constexpr std::array kRows = {
    Row{object, 1, ".o"},  Row{assembly, 2, ".s"},     Row{dwo, 3, ".dwo"},
    Row{gcno, 4, ".gcno"}, Row{stack_usage, 5, ".su"}, Row{callgraph, 6, ".ci"},
};

const Row& row_of(model::OutputKind kind) {
  return *std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return row.kind == kind; });
}

}  // namespace

std::uint8_t code(model::OutputKind kind) {
  return row_of(kind).code;
}

std::string_view suffix(model::OutputKind kind) {
  return row_of(kind).suffix;
}

std::optional<model::OutputKind> output_kind(std::uint8_t code) {
  const auto* row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& r) { return r.code == code; });
  return row == kRows.end() ? std::nullopt : std::optional(row->kind);
}

}  // namespace hg::cache
