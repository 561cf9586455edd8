// The agent's answer about a build, as it is shown.
#pragma once

#include "hg/client/ipc/answers.h"
#include "hg/client/ui/progress.h"

namespace hg::client::ui {

BuildView view_of(const ipc::BuildAnswer& answer);

}  // namespace hg::client::ui
