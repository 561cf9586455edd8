// A compile that a client's machine did without the grid: what the coordinator cannot see.
#pragma once

#include <chrono>
#include <string>

#include "hg/model/compile.h"
#include "hg/model/reason.h"

namespace hg::model {

struct ClientOutcome {
  BuildId build{};                    // empty: the client named none
  std::string label{};                // the source, as the user wrote it; bytes
  bool cached = false;                // found in the client's own cache; else compiled there
  Reason reason = Reason::none;       // why it was compiled there
  std::chrono::nanoseconds total{0};  // 0: not known
};

// Is a call with this reason a compile at all, or a link, a question, a preprocessor's run?
bool is_compile(Reason reason);

}  // namespace hg::model
