// Which compiles may be kept at all.
#pragma once

#include "hg/model/reason.h"

namespace hg::cache {

// May what a compiler made on the user's machine, for this reason, be kept all the same? Yes where only the
// grid, or the user's wish, was in the way; no where the result may depend on what no key holds.
constexpr bool cacheable(model::Reason reason) {
  using model::Reason;
  return reason == Reason::none || reason == Reason::forced_local || reason == Reason::preprocessor_output ||
         reason == Reason::too_large || reason >= Reason::not_configured;
}

}  // namespace hg::cache
