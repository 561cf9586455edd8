// The grid's own failure to compile: not the compiler's verdict, never shown as the user's error.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "hg/model/compile.h"
#include "hg/model/reason.h"

namespace hg::model {

struct Failure {
  Reason reason = Reason::transport;
  std::string message;  // one line for people
};

// Would another worker, or the same one later, be any better? (A compile that no worker matches is not.)
bool retryable(Reason reason);

using CompileOutcome = tl::expected<CompileResult, Failure>;

}  // namespace hg::model
