// The options of hg-coord that say how tasks are placed, tried again and raced.
#pragma once

#include "hg/config/command_line.h"
#include "hg/coordinator/options.h"

namespace hg::config {

// `into` holds the defaults that the help shows. Each value is checked by itself; what they are together is
// checked by coordinator::check().
void add_dispatch_options(Command& command, coordinator::Options& into);

}  // namespace hg::config
