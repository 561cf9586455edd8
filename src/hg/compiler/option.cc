#include "hg/compiler/option.h"

#include <algorithm>
#include <array>

#include "hg/compiler/rows_codegen.h"
#include "hg/compiler/rows_driver.h"
#include "hg/compiler/rows_preprocessor.h"

namespace hg::compiler {
namespace {

constexpr std::size_t kCount = std::size(rows::kDriver) + std::size(rows::kPreprocessor) +
                               std::size(rows::kLinker) + std::size(rows::kCodegen);

constexpr std::array<Option, kCount> sorted_rows() {
  std::array<Option, kCount> all{};
  auto end = std::copy(std::begin(rows::kDriver), std::end(rows::kDriver), all.begin());
  end = std::copy(std::begin(rows::kPreprocessor), std::end(rows::kPreprocessor), end);
  end = std::copy(std::begin(rows::kLinker), std::end(rows::kLinker), end);
  std::copy(std::begin(rows::kCodegen), std::end(rows::kCodegen), end);
  std::sort(all.begin(), all.end(), [](const Option& a, const Option& b) {
    return a.name != b.name ? a.name < b.name : a.families < b.families;
  });
  return all;
}

constexpr auto kRows = sorted_rows();
constexpr std::int16_t kNoParent = -1;

// parents[i]: the longest row above i whose name begins the name of i. Every row that begins a word is on the
// chain from the last row not above the word.
constexpr std::array<std::int16_t, kCount> parents_of(const std::array<Option, kCount>& all) {
  std::array<std::int16_t, kCount> parents{};
  for (std::size_t i = 0; i < kCount; ++i) {
    auto above = static_cast<std::int16_t>(i) - 1;
    while (above >= 0 && !all[i].name.starts_with(all[static_cast<std::size_t>(above)].name)) {
      above = parents[static_cast<std::size_t>(above)];
    }
    parents[i] = static_cast<std::int16_t>(above);
  }
  return parents;
}

constexpr auto kParents = parents_of(kRows);

constexpr bool names_are_unique() {
  for (std::size_t i = 1; i < kCount; ++i) {
    const bool same = kRows[i].name == kRows[i - 1].name;
    if (same && (kRows[i].families == kRows[i - 1].families || kRows[i - 1].families == Families::both))
      return false;
  }
  return true;
}
static_assert(names_are_unique(), "two rows for one option");

bool has_family(const Option& option, std::optional<model::CompilerFamily> family) {
  if (!family || option.families == Families::both) return true;
  return (option.families == Families::gcc) == (*family == model::CompilerFamily::gcc);
}

bool takes(const Option& option, std::string_view word) {
  if (!word.starts_with(option.name)) return false;
  return word.size() == option.name.size() || option.value == Value::joined ||
         option.value == Value::joined_or_separate;
}

}  // namespace

const Option* find_option(std::string_view word, std::optional<model::CompilerFamily> family) {
  const auto above = std::upper_bound(kRows.begin(), kRows.end(), word,
                                      [](std::string_view w, const Option& row) { return w < row.name; });
  auto at = static_cast<std::int16_t>(above - kRows.begin() - 1);
  while (at != kNoParent) {
    const Option& row = kRows[static_cast<std::size_t>(at)];
    if (takes(row, word) && has_family(row, family)) return &row;
    at = kParents[static_cast<std::size_t>(at)];
  }
  return nullptr;
}

std::span<const Option> all_options() {
  return kRows;
}

}  // namespace hg::compiler
