// What the coordinator remembers: compiles that ended, builds, events. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "hg/base/clock.h"
#include "hg/model/reason.h"

namespace hg::history {

// The order of ids is the order of ends. Given by the Recorder: microseconds since 1970, made unique, so that
// ids grow over restarts too and a browser's numbers hold them.
using RecordId = std::uint64_t;

enum class Outcome : std::uint8_t {
  success,
  cached,
  cached_at_worker,
  joined,
  compile_error,
  failed,
  cancelled,
  cached_at_client,  // the client says so: it never reached the grid
  local              // the client says so, with the reason
};
inline constexpr std::array kOutcomes = {
    Outcome::success, Outcome::cached,    Outcome::cached_at_worker, Outcome::joined, Outcome::compile_error,
    Outcome::failed,  Outcome::cancelled, Outcome::cached_at_client, Outcome::local};

// "cached_at_worker": as the label `result` of hybridgrid_tasks_total.
std::string_view name(Outcome outcome);
// Outcome::failed for what is no name of one.
Outcome outcome_from_name(std::string_view name);

// One compile that a client sent, or told of. Names are bytes from outside: they need not be UTF-8.
struct CompileRecord {
  RecordId id = 0;
  WallTime ended{};
  std::string task{};
  std::string build{};   // as the client named it; "" if it did not
  std::string client{};  // the address of its machine
  std::string file{};    // as the user wrote it
  std::string toolchain{};
  Outcome outcome = Outcome::success;
  model::Reason reason = model::Reason::none;  // why it failed, or was done locally
  int exit_code = 0;
  std::string worker{};          // "": nobody compiled it
  std::string worker_address{};  // of whoever did, or once had
  std::uint32_t attempts = 0;
  Duration total{0};    // from its arrival to its end
  Duration queued{0};   // of which it waited for a slot
  Duration compile{0};  // … and the compiler ran
  Duration saved{0};    // what the compiler took last time, where none had to run now
  Duration cpu{0};
  std::uint64_t source_bytes = 0;       // as the compiler reads it
  std::uint64_t source_wire_bytes = 0;  // … as it came
  std::uint64_t output_bytes = 0;
  std::uint64_t output_wire_bytes = 0;
};

enum class Severity : std::uint8_t { info, warning, error };
std::string_view name(Severity severity);
Severity severity_from_name(std::string_view name);  // info for what is none

// Something that a person may want to know of the grid.
struct Event {
  RecordId id = 0;
  WallTime at{};
  Severity severity = Severity::info;
  std::string kind{};     // "worker-lost"; a fixed set, docs/api.md
  std::string subject{};  // a worker's id, mostly
  std::string text{};     // one line for people
};

}  // namespace hg::history
