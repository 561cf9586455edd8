// What --help says.
#pragma once

#include <string>
#include <string_view>

#include "hg/client/ui/style.h"

namespace hg::hgbuild {

// For one command, or for all of hgbuild if `topic` is empty. Empty if there is no such topic.
std::string help_text(std::string_view topic, const client::ui::Style& style);

}  // namespace hg::hgbuild
