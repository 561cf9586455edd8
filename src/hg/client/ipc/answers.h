// What hg-agent answers to queries.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hg/base/result.h"
#include "hg/client/ipc/messages.h"
#include "hg/model/reason.h"
#include "hg/model/worker.h"

namespace hg::client::ipc {

// How the agent stands with one coordinator.
enum class LinkState : std::uint8_t { unknown, connecting, up, down };
std::string_view name(LinkState state);  // "up"

struct CoordinatorStatus {
  std::string address{};
  LinkState state = LinkState::unknown;
  model::Reason reason = model::Reason::none;  // of state down
  std::string message{};                       // of state down, for people
  std::string version{};                       // of hg-coord, once known
  std::uint32_t in_flight = 0;                 // compiles of ours
};

struct AgentStatus {
  std::string version{};  // of hg-agent
  std::uint32_t pid = 0;
  std::uint64_t uptime_ms = 0;
  std::uint32_t compile_slots = 0;
  std::uint32_t compile_slots_used = 0;
  std::uint32_t preprocess_slots = 0;
  std::uint32_t preprocess_slots_used = 0;
  std::uint32_t waiting = 0;                      // clients that wait for a slot
  std::uint64_t finished = 0;                     // invocations counted since the agent started
  std::vector<CoordinatorStatus> coordinators{};  // the one asked about first
};

struct WorkersAnswer {
  model::Reason reason = model::Reason::none;  // why there is no list
  std::string message{};
  std::uint32_t queued_tasks = 0;  // at the coordinator
  std::vector<model::WorkerStatus> workers{};
};

struct DrainAnswer {
  model::Reason reason = model::Reason::none;  // why not
  std::string message{};
  std::string worker{};  // its id
};

// One build (HG_BUILD_ID), as far as the agent has seen it.
struct BuildAnswer {
  bool known = false;                // the agent has heard of it
  std::uint32_t running_remote = 0;  // preprocessing, or on the grid
  std::uint32_t running_local = 0;   // holding a compile slot here
  std::uint32_t waiting = 0;         // for a slot
  std::uint64_t remote = 0;          // compiled on the grid
  std::uint64_t cached = 0;          // known to the grid: nobody compiled them now
  std::uint64_t local = 0;           // finished here, for the reasons below
  std::vector<std::pair<model::Reason, std::uint64_t>> reasons{};  // of `local`, most frequent first
  std::vector<std::pair<std::string, std::uint64_t>> workers{};    // address, compiles; most first
  std::chrono::nanoseconds remote_cpu{0};                          // CPU time that compilers spent on workers
  std::vector<Outcome> recent{};  // the last ones, newest last; at most kRecentOutcomes
};
inline constexpr std::size_t kRecentOutcomes = 256;

std::string encode(const AgentStatus& status);
Result<AgentStatus> decode_status(std::string_view body);
std::string encode(const WorkersAnswer& answer);
Result<WorkersAnswer> decode_workers(std::string_view body);
std::string encode(const DrainAnswer& answer);
Result<DrainAnswer> decode_drain(std::string_view body);
std::string encode(const BuildAnswer& answer);
Result<BuildAnswer> decode_build(std::string_view body);

}  // namespace hg::client::ipc
