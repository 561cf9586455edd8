// What hgbuild and hg-agent say to each other, and the bodies it is said in (docs/agent-protocol.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "hg/base/result.h"
#include "hg/model/access.h"
#include "hg/model/compile.h"
#include "hg/model/failure.h"

namespace hg::client::ipc {

inline constexpr std::uint32_t kProtocolVersion = 5;

enum class Intent : std::uint8_t { grid = 1, slot = 2, report = 3, ask = 4 };

struct Hello {
  std::uint32_t protocol = kProtocolVersion;
  Intent intent = Intent::grid;
  bool may_fall_back = true;  // false: a grid that is down is told at once, without waiting for a slot
  std::string coordinator{};  // host:port; empty = none configured
  std::string build{};        // HG_BUILD_ID, or empty
  std::string label{};        // the source as the user wrote it
  model::Access access{};     // how the coordinator is spoken to
};

// What became of one invocation of hgbuild.
struct Outcome {
  std::string label{};
  bool remote = false;
  model::Reason reason = model::Reason::none;  // of a local run
  std::string detail{};
  std::string worker_address{};                       // of a remote compile
  model::CachedAt cached = model::CachedAt::nowhere;  // remote, but nobody compiled it now
  int exit_code = 0;                                  // of a remote compile; unknown for a local one
  std::chrono::nanoseconds total{0};  // local: since the invocation, measured when the compiler ended
  std::chrono::nanoseconds preprocess{0};
  model::CompileTimes times{};  // of a remote compile
};

enum class Question : std::uint8_t { status = 1, workers = 2, build = 3, drain = 4, undrain = 5, hits = 6 };

struct Query {
  Question question = Question::status;
  std::string argument{};            // build, hits: its id; drain, undrain: which worker
  std::vector<std::string> names{};  // hits: the sources that were found in the client's cache
};

// decode_*: invalid_argument if the body is not what encode() writes.
std::string encode(const Hello& hello);
Result<Hello> decode_hello(std::string_view body);

// Without the bytes of the source: they follow as a payload.
std::string encode_task(const model::CompileTask& task);
Result<model::CompileTask> decode_task(std::string_view body);

// Without the bytes of the outputs: they follow as payloads, in order.
std::string encode_result(const model::CompileResult& result);
Result<model::CompileResult> decode_result(std::string_view body);

std::string encode(const model::Failure& failure);
Result<model::Failure> decode_failure(std::string_view body);

std::string encode(const Outcome& outcome);
Result<Outcome> decode_outcome(std::string_view body);

std::string encode(const Query& query);
Result<Query> decode_query(std::string_view body);

}  // namespace hg::client::ipc
