// Enumerations of the model and of the wire, pair by pair. Internal to wire.
#pragma once

#include <optional>

#include "hg/model/compile.h"
#include "hg/model/worker.h"
#include "hybridgrid/v1/build.pb.h"

namespace hg::wire {

namespace pb = hybridgrid::v1;

template <typename Model, typename Wire>
struct Pair {
  Model model;
  Wire wire;
};

inline constexpr Pair<model::CompilerFamily, pb::CompilerFamily> kFamilies[] = {
    {model::CompilerFamily::gcc, pb::COMPILER_FAMILY_GCC},
    {model::CompilerFamily::clang, pb::COMPILER_FAMILY_CLANG},
};
inline constexpr Pair<model::Language, pb::Language> kLanguages[] = {
    {model::Language::c, pb::LANGUAGE_C},
    {model::Language::cxx, pb::LANGUAGE_CXX},
    {model::Language::objective_c, pb::LANGUAGE_OBJECTIVE_C},
    {model::Language::objective_cxx, pb::LANGUAGE_OBJECTIVE_CXX},
};
inline constexpr Pair<model::Priority, pb::Priority> kPriorities[] = {
    {model::Priority::interactive, pb::PRIORITY_INTERACTIVE},
    {model::Priority::interactive, pb::PRIORITY_UNSPECIFIED},  // clients of protocol 1.1
    {model::Priority::batch, pb::PRIORITY_BATCH},
};
inline constexpr Pair<model::OutputKind, pb::OutputKind> kOutputKinds[] = {
    {model::OutputKind::object, pb::OUTPUT_KIND_OBJECT},
    {model::OutputKind::assembly, pb::OUTPUT_KIND_ASSEMBLY},
    {model::OutputKind::dwo, pb::OUTPUT_KIND_DWO},
    {model::OutputKind::gcno, pb::OUTPUT_KIND_GCNO},
    {model::OutputKind::stack_usage, pb::OUTPUT_KIND_STACK_USAGE},
    {model::OutputKind::callgraph, pb::OUTPUT_KIND_CALLGRAPH},
};
inline constexpr Pair<resilience::CircuitState, pb::CircuitState> kCircuitStates[] = {
    {resilience::CircuitState::closed, pb::CIRCUIT_STATE_CLOSED},
    {resilience::CircuitState::closed, pb::CIRCUIT_STATE_UNSPECIFIED},  // protocol 1.1
    {resilience::CircuitState::open, pb::CIRCUIT_STATE_OPEN},
    {resilience::CircuitState::half_open, pb::CIRCUIT_STATE_HALF_OPEN},
};
inline constexpr Pair<model::WorkerState, pb::WorkerState> kWorkerStates[] = {
    {model::WorkerState::online, pb::WORKER_STATE_ONLINE},
    {model::WorkerState::draining, pb::WORKER_STATE_DRAINING},
    {model::WorkerState::lost, pb::WORKER_STATE_LOST},
};

// The wire's value; every value of the model has one.
template <typename Table, typename Model>
constexpr auto to_wire(const Table& table, Model value) {
  auto found = table[0].wire;
  for (const auto& pair : table) {
    if (pair.model == value) found = pair.wire;
  }
  return found;
}

// Numbers of the wire may be of a newer version, or made up.
template <typename Table>
constexpr auto from_wire(const Table& table, int value) -> std::optional<decltype(table[0].model)> {
  for (const auto& pair : table) {
    if (pair.wire == value) return pair.model;
  }
  return std::nullopt;
}

}  // namespace hg::wire
