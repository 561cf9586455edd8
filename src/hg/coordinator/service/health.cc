#include "hg/coordinator/service/health.h"

#include <nlohmann/json.hpp>

#include "hg/base/version.h"

namespace hg::coordinator::service {

std::string health_json(const BuildService::Load& load) {
  std::uint64_t online = 0;
  std::uint64_t slots = 0;
  for (const model::WorkerStatus& worker : load.workers) {
    if (worker.state != model::WorkerState::online) continue;
    ++online;
    slots += worker.capability.slots;
  }
  nlohmann::ordered_json json;
  json["status"] = "serving";
  json["version"] = std::string(version());
  json["workers"] = online;
  json["slots"] = slots;
  json["running_tasks"] = load.running;
  json["queued_tasks"] = load.waiting;
  return json.dump();
}

}  // namespace hg::coordinator::service
