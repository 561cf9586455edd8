// What GET /health says.
#pragma once

#include <string>

#include "hg/coordinator/service/build_service.h"

namespace hg::coordinator::service {

// {"status":"serving","version":"0.1.0","workers":2,"slots":8,"running_tasks":3,"queued_tasks":0}
// Only workers that are online count. An answer is an answer: without workers the coordinator is serving too.
std::string health_json(const BuildService::Load& load);

}  // namespace hg::coordinator::service
