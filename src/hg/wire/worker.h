// Capability, WorkerLoad, WorkerStatus <-> their messages. decode() as in compile.h.
#pragma once

#include <cstdint>
#include <vector>

#include "hg/base/result.h"
#include "hg/model/worker.h"
#include "hybridgrid/v1/build.pb.h"

namespace hg::wire {

namespace pb = hybridgrid::v1;

// `version` is not in the message: the handshake and WorkerStatus carry it beside it.
pb::Capability encode(const model::Capability& capability);
// Refuses an address that nobody can connect to (0.0.0.0), more than kMaxSlots slots, and no core.
Result<model::Capability> decode(pb::Capability&& capability);

// A worker's heartbeat.
struct Heartbeat {
  model::WorkerId worker;  // empty: only the question whether the server is there
  model::WorkerLoad load;
};
pb::HealthCheckRequest encode(const Heartbeat& heartbeat);
Result<Heartbeat> decode(pb::HealthCheckRequest&& request);

// The coordinator's view, for status and workers listings.
struct GridStatus {
  std::vector<model::WorkerStatus> workers;
  std::uint32_t queued_tasks = 0;
};
pb::GetWorkerStatusResponse encode(const GridStatus& status);
Result<GridStatus> decode(pb::GetWorkerStatusResponse&& response);

}  // namespace hg::wire
