// Shorthand for the rows of the table. Included by rows_*.h only.
#pragma once

#include "hg/compiler/option.h"

namespace hg::compiler::rows {

using R = model::Reason;
using S = Special;
using enum Value;
using enum Use;

inline constexpr Families any = Families::both;
inline constexpr Families gcc = Families::gcc;
inline constexpr Families clang = Families::clang;

constexpr Option row(std::string_view name, Value value, Use use, Families families = any,
                     S special = S::none) {
  return {name, value, use, families, R::none, special};
}
// A row that keeps the compile on this machine.
constexpr Option stay(std::string_view name, Value value, R reason, Families families = any) {
  return {name, value, Use::local, families, reason, S::none};
}

}  // namespace hg::compiler::rows
