// hgbuild explain [REASON]: what a reason code means, and what to do about it.
#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace hg::hgbuild {

int explain_command(const Context& context, const std::vector<std::string>& arguments);

// docs/reasons.md, which a test holds against this.
std::string reasons_markdown();

}  // namespace hg::hgbuild
