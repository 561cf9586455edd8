#include "hg/wire/worker.h"

#include <fmt/core.h>

#include <utility>

#include "hg/model/address.h"
#include "hg/wire/check.h"
#include "hg/wire/enums.h"
#include "hg/wire/limits.h"

namespace hg::wire {
namespace {

pb::Toolchain encode(const model::Toolchain& toolchain) {
  pb::Toolchain message;
  message.set_id(toolchain.id.value());
  message.set_family(to_wire(kFamilies, toolchain.family));
  message.set_cxx(toolchain.cxx);
  message.set_version(toolchain.version);
  message.set_target(toolchain.target);
  message.set_name(toolchain.name);
  return message;
}

Result<model::Toolchain> decode(const std::string& field, pb::Toolchain&& message) {
  HG_TRY(check_toolchain_id(field + ".id", message.id()));
  const auto family = from_wire(kFamilies, message.family());
  if (!family)
    return bad_field(field + ".family",
                     fmt::format("{} is unknown here", static_cast<int>(message.family())));
  HG_TRY(check_text(field + ".version", message.version(), kMaxIdLength));
  HG_TRY(check_id(field + ".target", message.target()));
  HG_TRY(check_text(field + ".name", message.name(), kMaxFileNameLength));
  model::Toolchain toolchain;
  toolchain.id = model::ToolchainId(std::move(*message.mutable_id()));
  toolchain.family = *family;
  toolchain.cxx = message.cxx();
  toolchain.version = std::move(*message.mutable_version());
  toolchain.target = std::move(*message.mutable_target());
  toolchain.name = std::move(*message.mutable_name());
  return toolchain;
}

Status check_worker_address(const std::string& text) {
  const auto address = model::parse_address(text);
  if (!address) return bad_field("capability.address", address.error().message());
  if (model::is_any(address->host)) {
    return bad_field("capability.address",
                     fmt::format("nobody can connect to '{}'; use --advertise-address", text));
  }
  return {};
}

Result<model::WorkerStatus> decode(const std::string& field, pb::WorkerStatus&& message) {
  model::WorkerStatus status;
  HG_TRY(check_id(field + ".id", message.id()));
  const auto state = from_wire(kWorkerStates, message.state());
  if (!state)
    return bad_field(field + ".state", fmt::format("{} is unknown here", static_cast<int>(message.state())));
  HG_TRY(check_text(field + ".program_version", message.program_version(), kMaxIdLength));
  HG_TRY(check_number(field + ".latency_ms", message.latency_ms()));
  HG_TRY(check_number(field + ".slowness", message.slowness()));
  const auto circuit = from_wire(kCircuitStates, message.circuit());
  if (!circuit) {
    return bad_field(field + ".circuit",
                     fmt::format("{} is unknown here", static_cast<int>(message.circuit())));
  }
  HG_TRY_ASSIGN(status.capability, wire::decode(std::move(*message.mutable_capability())));
  status.id = model::WorkerId(std::move(*message.mutable_id()));
  status.capability.version = std::move(*message.mutable_program_version());
  status.state = *state;
  status.active_tasks = message.active_tasks();
  status.finished_tasks = message.finished_tasks();
  status.failed_tasks = message.failed_tasks();
  status.latency_ms = message.latency_ms();
  status.heartbeat_age_ms = message.heartbeat_age_ms();
  if (message.slowness() > 0) status.slowness = message.slowness();
  status.circuit = *circuit;
  return status;
}

}  // namespace

pb::Capability encode(const model::Capability& capability) {
  pb::Capability message;
  message.set_name(capability.name);
  message.set_address(capability.address);
  message.set_arch(capability.arch);
  message.set_cores(capability.cores);
  message.set_memory_bytes(capability.memory_bytes);
  message.set_slots(capability.slots);
  for (const model::Toolchain& toolchain : capability.toolchains)
    *message.add_toolchains() = encode(toolchain);
  return message;
}

Result<model::Capability> decode(pb::Capability&& message) {
  HG_TRY(check_id("capability.name", message.name()));
  HG_TRY(check_worker_address(message.address()));
  HG_TRY(check_id("capability.arch", message.arch()));
  if (message.cores() == 0) return bad_field("capability.cores", "is 0");
  HG_TRY(check_at_most("capability.cores", message.cores(), kMaxSlots));
  HG_TRY(check_at_most("capability.memory_bytes", message.memory_bytes(), 1ULL << 50U));
  HG_TRY(check_at_most("capability.slots", message.slots(), kMaxSlots));
  HG_TRY(check_at_most("capability.toolchains", static_cast<std::uint64_t>(message.toolchains_size()),
                       kMaxToolchains));
  model::Capability capability;
  for (int i = 0; i < message.toolchains_size(); ++i) {
    HG_TRY_ASSIGN(auto toolchain, decode(fmt::format("capability.toolchains[{}]", i),
                                         std::move(*message.mutable_toolchains(i))));
    capability.toolchains.push_back(std::move(toolchain));
  }
  capability.name = std::move(*message.mutable_name());
  capability.address = std::move(*message.mutable_address());
  capability.arch = std::move(*message.mutable_arch());
  capability.cores = message.cores();
  capability.memory_bytes = message.memory_bytes();
  capability.slots = message.slots();
  return capability;
}

pb::HealthCheckRequest encode(const Heartbeat& heartbeat) {
  pb::HealthCheckRequest request;
  request.set_worker_id(heartbeat.worker.value());
  request.set_active_tasks(heartbeat.load.active_tasks);
  request.set_load_average(heartbeat.load.load_average);
  request.set_draining(heartbeat.load.draining);
  return request;
}

Result<Heartbeat> decode(pb::HealthCheckRequest&& request) {
  HG_TRY(check_id("worker_id", request.worker_id(), Empty::allowed));
  HG_TRY(check_at_most("active_tasks", request.active_tasks(), kMaxSlots));
  HG_TRY(check_number("load_average", request.load_average()));
  return Heartbeat{model::WorkerId(std::move(*request.mutable_worker_id())),
                   {request.active_tasks(), request.load_average(), request.draining()}};
}

pb::GetWorkerStatusResponse encode(const GridStatus& status) {
  pb::GetWorkerStatusResponse response;
  response.set_queued_tasks(status.queued_tasks);
  for (const model::WorkerStatus& worker : status.workers) {
    pb::WorkerStatus& message = *response.add_workers();
    message.set_id(worker.id.value());
    *message.mutable_capability() = encode(worker.capability);
    message.set_program_version(worker.capability.version);
    message.set_state(to_wire(kWorkerStates, worker.state));
    message.set_active_tasks(worker.active_tasks);
    message.set_finished_tasks(worker.finished_tasks);
    message.set_failed_tasks(worker.failed_tasks);
    message.set_latency_ms(worker.latency_ms);
    message.set_heartbeat_age_ms(worker.heartbeat_age_ms);
    message.set_slowness(worker.slowness);
    message.set_circuit(to_wire(kCircuitStates, worker.circuit));
  }
  return response;
}

Result<GridStatus> decode(pb::GetWorkerStatusResponse&& response) {
  GridStatus status;
  status.queued_tasks = response.queued_tasks();
  for (int i = 0; i < response.workers_size(); ++i) {
    HG_TRY_ASSIGN(auto worker,
                  decode(fmt::format("workers[{}]", i), std::move(*response.mutable_workers(i))));
    status.workers.push_back(std::move(worker));
  }
  return status;
}

}  // namespace hg::wire
