#include "hg/client/ipc/answers.h"

#include <bit>

#include "hg/codec/fields.h"

namespace hg::client::ipc {
namespace {

using codec::FieldReader;
using codec::FieldWriter;

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(Code::invalid_argument, "malformed answer: " + std::string(what));
}

void write_double(FieldWriter& writer, double value) {
  writer.u64(std::bit_cast<std::uint64_t>(value));
}
double read_double(FieldReader& reader) {
  return std::bit_cast<double>(reader.u64());
}

// An unknown code (a newer agent) reads as `none`.
model::Reason read_reason(FieldReader& reader) {
  return model::reason_from_code(reader.text()).value_or(model::Reason::none);
}

template <typename List, typename WriteOne>
void write_list(FieldWriter& writer, const List& list, WriteOne write_one) {
  writer.u32(static_cast<std::uint32_t>(list.size()));
  for (const auto& item : list) write_one(writer, item);
}

// Stops at the first item that does not fit, so a length that lies costs nothing.
template <typename List, typename ReadOne>
void read_list(FieldReader& reader, List& list, ReadOne read_one) {
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) list.push_back(read_one(reader));
}

void write_coordinator(FieldWriter& writer, const CoordinatorStatus& status) {
  writer.text(status.address);
  writer.u8(static_cast<std::uint8_t>(status.state));
  writer.text(code(status.reason));
  writer.text(status.message);
  writer.text(status.version);
  writer.u32(status.in_flight);
}

CoordinatorStatus read_coordinator(FieldReader& reader) {
  CoordinatorStatus status;
  status.address = reader.text();
  const std::uint8_t state = reader.u8();
  if (state <= static_cast<std::uint8_t>(LinkState::down)) status.state = static_cast<LinkState>(state);
  status.reason = read_reason(reader);
  status.message = reader.text();
  status.version = reader.text();
  status.in_flight = reader.u32();
  return status;
}

void write_toolchain(FieldWriter& writer, const model::Toolchain& toolchain) {
  writer.text(toolchain.id.value());
  writer.u8(static_cast<std::uint8_t>(toolchain.family));
  writer.u8(toolchain.cxx ? 1 : 0);
  writer.text(toolchain.version);
  writer.text(toolchain.target);
  writer.text(toolchain.name);
}

model::Toolchain read_toolchain(FieldReader& reader) {
  model::Toolchain toolchain;
  toolchain.id = model::ToolchainId(reader.text());
  toolchain.family = reader.u8() == 0 ? model::CompilerFamily::gcc : model::CompilerFamily::clang;
  toolchain.cxx = reader.u8() != 0;
  toolchain.version = reader.text();
  toolchain.target = reader.text();
  toolchain.name = reader.text();
  return toolchain;
}

void write_worker(FieldWriter& writer, const model::WorkerStatus& worker) {
  const model::Capability& capability = worker.capability;
  writer.text(worker.id.value());
  writer.text(capability.name);
  writer.text(capability.address);
  writer.text(capability.version);
  writer.text(capability.arch);
  writer.u32(capability.cores);
  writer.u64(capability.memory_bytes);
  writer.u32(capability.slots);
  write_list(writer, capability.toolchains, write_toolchain);
  writer.u8(static_cast<std::uint8_t>(worker.state));
  writer.u32(worker.active_tasks);
  writer.u64(worker.finished_tasks);
  writer.u64(worker.failed_tasks);
  write_double(writer, worker.latency_ms);
  write_double(writer, worker.slowness);
  writer.u8(static_cast<std::uint8_t>(worker.circuit));
  writer.u64(worker.heartbeat_age_ms);
}

model::WorkerStatus read_worker(FieldReader& reader) {
  model::WorkerStatus worker;
  model::Capability& capability = worker.capability;
  worker.id = model::WorkerId(reader.text());
  capability.name = reader.text();
  capability.address = reader.text();
  capability.version = reader.text();
  capability.arch = reader.text();
  capability.cores = reader.u32();
  capability.memory_bytes = reader.u64();
  capability.slots = reader.u32();
  read_list(reader, capability.toolchains, read_toolchain);
  const std::uint8_t state = reader.u8();
  worker.state = state <= static_cast<std::uint8_t>(model::WorkerState::lost)
                     ? static_cast<model::WorkerState>(state)
                     : model::WorkerState::lost;
  worker.active_tasks = reader.u32();
  worker.finished_tasks = reader.u64();
  worker.failed_tasks = reader.u64();
  worker.latency_ms = read_double(reader);
  worker.slowness = read_double(reader);
  const std::uint8_t circuit = reader.u8();
  if (circuit <= static_cast<std::uint8_t>(resilience::CircuitState::half_open))
    worker.circuit = static_cast<resilience::CircuitState>(circuit);
  worker.heartbeat_age_ms = reader.u64();
  return worker;
}

}  // namespace

std::string_view name(LinkState state) {
  switch (state) {
    case LinkState::unknown:
      return "unknown";
    case LinkState::connecting:
      return "connecting";
    case LinkState::up:
      return "up";
    case LinkState::down:
      return "down";
  }
  return "unknown";
}

std::string encode(const AgentStatus& status) {
  FieldWriter writer;
  writer.text(status.version);
  writer.u32(status.pid);
  writer.u64(status.uptime_ms);
  writer.u32(status.compile_slots);
  writer.u32(status.compile_slots_used);
  writer.u32(status.preprocess_slots);
  writer.u32(status.preprocess_slots_used);
  writer.u32(status.waiting);
  writer.u64(status.finished);
  write_list(writer, status.coordinators, write_coordinator);
  return std::move(writer).bytes();
}

Result<AgentStatus> decode_status(std::string_view body) {
  FieldReader reader(body);
  AgentStatus status;
  status.version = reader.text();
  status.pid = reader.u32();
  status.uptime_ms = reader.u64();
  status.compile_slots = reader.u32();
  status.compile_slots_used = reader.u32();
  status.preprocess_slots = reader.u32();
  status.preprocess_slots_used = reader.u32();
  status.waiting = reader.u32();
  status.finished = reader.u64();
  read_list(reader, status.coordinators, read_coordinator);
  if (!reader.at_end()) return malformed("status");
  return status;
}

std::string encode(const WorkersAnswer& answer) {
  FieldWriter writer;
  writer.text(code(answer.reason));
  writer.text(answer.message);
  writer.u32(answer.queued_tasks);
  write_list(writer, answer.workers, write_worker);
  return std::move(writer).bytes();
}

Result<WorkersAnswer> decode_workers(std::string_view body) {
  FieldReader reader(body);
  WorkersAnswer answer;
  answer.reason = read_reason(reader);
  answer.message = reader.text();
  answer.queued_tasks = reader.u32();
  read_list(reader, answer.workers, read_worker);
  if (!reader.at_end()) return malformed("workers");
  return answer;
}

std::string encode(const DrainAnswer& answer) {
  FieldWriter writer;
  writer.text(code(answer.reason));
  writer.text(answer.message);
  writer.text(answer.worker);
  return std::move(writer).bytes();
}

Result<DrainAnswer> decode_drain(std::string_view body) {
  FieldReader reader(body);
  DrainAnswer answer;
  answer.reason = read_reason(reader);
  answer.message = reader.text();
  answer.worker = reader.text();
  if (!reader.at_end()) return malformed("drain");
  return answer;
}

std::string encode(const BuildAnswer& answer) {
  FieldWriter writer;
  writer.u8(answer.known ? 1 : 0);
  writer.u32(answer.running_remote);
  writer.u32(answer.running_local);
  writer.u32(answer.waiting);
  writer.u64(answer.remote);
  writer.u64(answer.cached);
  writer.u64(answer.local);
  write_list(writer, answer.reasons, [](FieldWriter& out, const auto& item) {
    out.text(code(item.first));
    out.u64(item.second);
  });
  write_list(writer, answer.workers, [](FieldWriter& out, const auto& item) {
    out.text(item.first);
    out.u64(item.second);
  });
  writer.u64(static_cast<std::uint64_t>(answer.remote_cpu.count()));
  write_list(writer, answer.recent,
             [](FieldWriter& out, const Outcome& outcome) { out.text(encode(outcome)); });
  return std::move(writer).bytes();
}

Result<BuildAnswer> decode_build(std::string_view body) {
  FieldReader reader(body);
  BuildAnswer answer;
  answer.known = reader.u8() != 0;
  answer.running_remote = reader.u32();
  answer.running_local = reader.u32();
  answer.waiting = reader.u32();
  answer.remote = reader.u64();
  answer.cached = reader.u64();
  answer.local = reader.u64();
  read_list(reader, answer.reasons, [](FieldReader& in) {
    const model::Reason reason = read_reason(in);
    return std::pair(reason, in.u64());
  });
  read_list(reader, answer.workers, [](FieldReader& in) {
    std::string address = in.text();
    return std::pair(std::move(address), in.u64());
  });
  answer.remote_cpu = std::chrono::nanoseconds(static_cast<std::int64_t>(reader.u64()));
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
    HG_TRY_ASSIGN(auto outcome, decode_outcome(reader.text()));
    answer.recent.push_back(std::move(outcome));
  }
  if (!reader.at_end()) return malformed("build");
  return answer;
}

}  // namespace hg::client::ipc
