// One compile as every role sees it: what to do and what came of it. Plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "hg/base/strong.h"
#include "hg/model/toolchain.h"

namespace hg::model {

using WorkerId = Strong<struct WorkerIdTag>;
using TaskId = Strong<struct TaskIdTag>;
using BuildId = Strong<struct BuildIdTag>;

enum class Language { c, cxx, objective_c, objective_cxx };

// Batch work takes what interactive work leaves, and is never starved by it.
enum class Priority : std::uint8_t { interactive, batch };

// Preprocessed text as one zstd frame. Inputs by content will stand beside it as another alternative.
struct PreprocessedSource {
  std::string zstd;
  std::uint64_t size = 0;  // bytes when decompressed
};
using Source = std::variant<PreprocessedSource>;

// What a compile may leave behind. The value is the suffix that the compiler puts on the output's base name.
enum class OutputKind { object, assembly, dwo, gcno, stack_usage, callgraph };

struct OutputFile {
  OutputKind kind = OutputKind::object;
  std::string zstd;
  std::uint64_t size = 0;
};

struct CompileTask {
  TaskId id;
  BuildId build;
  ToolchainId toolchain;
  CompilerFamily family = CompilerFamily::gcc;
  Language language = Language::c;
  Priority priority = Priority::interactive;
  std::string target;     // the toolchain's target, for eligibility by architecture
  std::string file_name;  // the source's base name ("a.cpp"): it enters the object (STT_FILE) with clang
  std::string label;      // the source as the user wrote it, for people only
  std::string compilation_directory;   // the client's, where it enters debug information; else empty
  std::vector<std::string> arguments;  // for the compiler on preprocessed text; no input, no -o, no program
  std::vector<OutputKind> outputs;     // wanted
  Source source;
};

struct CompileTimes {
  std::chrono::nanoseconds queued{0};   // waited at the coordinator
  std::chrono::nanoseconds compile{0};  // wall time of the compiler on the worker
  std::chrono::nanoseconds cpu{0};      // CPU time of the compiler on the worker
};

// Where a result was found that nobody compiled now.
enum class CachedAt { nowhere, coordinator, worker };

// The compiler's own verdict, good or bad. Infrastructure failures are Errors with a Reason, never this.
struct CompileResult {
  int exit_code = 0;
  std::string standard_output;
  std::string standard_error;
  std::vector<OutputFile> outputs;  // empty unless exit_code == 0
  WorkerId worker;
  std::string worker_address;
  std::uint32_t attempts = 1;
  CachedAt cached = CachedAt::nowhere;  // else no compiler ran; of the coordinator's, worker_address tells
                                        // who had compiled it
  CompileTimes times;
};

}  // namespace hg::model
