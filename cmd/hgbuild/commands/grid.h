// hgbuild status, hgbuild workers.
#pragma once

#include <string>
#include <vector>

#include "commands/context.h"
#include "hg/client/ui/grid_view.h"

namespace hg::hgbuild {

// Everything that can be known now; what cannot is told by reasons inside. Starts the agent if need be.
// `coordinator`: host:port; empty: the one that is found, if it is to be looked for.
client::ui::GridView look(const std::string& coordinator);

int status_command(const Context& context, const std::vector<std::string>& arguments);
int workers_command(const Context& context, const std::vector<std::string>& arguments);

}  // namespace hg::hgbuild
