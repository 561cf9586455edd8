// The coordinator as the dashboard sees it.
#pragma once

#include "hg/cache/stack/stack.h"
#include "hg/coordinator/service/build_service.h"
#include "hg/dashboard/source.h"
#include "hg/history/recorder.h"

namespace hg::coordinator::service {

// `keeps_history`: there is to be a database.
dashboard::Grid grid_of(BuildService::Load load, const cache::stack::Stack& results,
                        const history::Recorder& recorder, bool keeps_history);

}  // namespace hg::coordinator::service
