// Result<T>: a value or an Error. Nothing of ours throws across a module's border.
#pragma once

#include <tl/expected.hpp>

#include "hg/base/error.h"

namespace hg {

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

// return fail(Code::not_found, "no such toolchain");
inline tl::unexpected<Error> fail(Code code, std::string message) {
  return tl::unexpected<Error>(Error(code, std::move(message)));
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace hg

#define HG_CONCAT_INNER(a, b) a##b
#define HG_CONCAT(a, b) HG_CONCAT_INNER(a, b)

// Returns the error of `expr` from the enclosing function, if it has one.
#define HG_TRY(expr)                                                             \
  do {                                                                           \
    auto hg_try_result = (expr);                                                 \
    if (!hg_try_result) return ::hg::fail(std::move(hg_try_result).error());     \
  } while (false)

// HG_TRY_ASSIGN(auto file, open(path)): declares `file` or returns the error.
#define HG_TRY_ASSIGN(declaration, expr) \
  HG_TRY_ASSIGN_INNER(HG_CONCAT(hg_try_value_, __LINE__), declaration, expr)
#define HG_TRY_ASSIGN_INNER(temporary, declaration, expr)              \
  auto temporary = (expr);                                             \
  if (!temporary) return ::hg::fail(std::move(temporary).error());     \
  declaration = *std::move(temporary)
