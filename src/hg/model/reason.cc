#include "hg/model/reason.h"

#include <array>

#include "hg/model/failure.h"

namespace hg::model {
namespace {

struct Row {
  Reason reason;
  std::string_view code;
  std::string_view text;
};

constexpr std::array kRows = {
    Row{Reason::none, "none", "nothing stood in the way"},
    Row{Reason::link, "link", "linking is done on this machine"},
    Row{Reason::preprocess_only, "preprocess-only", "-E only preprocesses; there is nothing to distribute"},
    Row{Reason::info_query, "info-query", "the compiler was asked about itself"},
    Row{Reason::syntax_only, "syntax-only", "no object is made"},
    Row{Reason::assembly_input, "assembly-input", "assembler sources are assembled here"},
    Row{Reason::standard_input, "standard-input", "the source comes from standard input"},
    Row{Reason::no_input, "no-input", "no source file on the command line"},
    Row{Reason::multiple_inputs, "multiple-inputs", "several inputs in one command; use one compile per source"},
    Row{Reason::output_to_stdout, "output-to-stdout", "the output goes to standard output"},
    Row{Reason::output_not_regular, "output-not-regular", "the output is not a regular file"},
    Row{Reason::dependencies_only, "dependencies-only", "-M and -MM only print dependencies"},
    Row{Reason::probe, "probe", "a test program of a configure step"},
    Row{Reason::unsupported_flag, "unsupported-flag", "a flag whose effect is bound to this machine"},
    Row{Reason::unsupported_language, "unsupported-language", "not C, C++, Objective-C or Objective-C++"},
    Row{Reason::response_file, "response-file", "a response file could not be read, or is too large or nested"},
    Row{Reason::debug_macros, "debug-macros", "-g3 records macros, which preprocessed text has lost"},
    Row{Reason::native_unresolved, "native-unresolved", "-march=native could not be expanded"},
    Row{Reason::save_temps, "save-temps", "-save-temps keeps intermediate files here"},
    Row{Reason::profile, "profile", "profile data is read or written on this machine"},
    Row{Reason::coverage, "coverage", "coverage puts this machine's paths into the object"},
    Row{Reason::plugin, "plugin", "compiler plugins run on this machine only"},
    Row{Reason::modules, "modules", "modules need files that only this machine has"},
    Row{Reason::precompiled_header, "precompiled-header", "precompiled headers are made and used here"},
    Row{Reason::lto_nondeterministic, "lto-nondeterministic", "-flto without -frandom-seed differs at every run"},
    Row{Reason::environment, "environment", "an environment variable changes what the compiler does"},
    Row{Reason::source_not_plain, "source-not-plain", "the source holds what preprocessed text cannot carry"},
    Row{Reason::indentation, "indentation", "gcc may warn of misleading indentation, which only the source shows"},
    Row{Reason::preprocessor_output, "preprocessor-output", "the preprocessor failed or had something to say"},
    Row{Reason::too_large, "too-large", "the source is larger than the grid takes"},
    Row{Reason::toolchain_unknown, "toolchain-unknown", "the compiler could not be identified"},
    Row{Reason::disabled, "disabled", "HG_DISABLE is set"},
    Row{Reason::forced_local, "forced-local", "HG_LOCAL is set"},
    Row{Reason::not_configured, "not-configured", "no coordinator is configured: set HG_COORDINATOR=host:port"},
    Row{Reason::agent_unreachable, "agent-unreachable", "hg-agent could not be started or does not answer"},
    Row{Reason::coordinator_refused, "coordinator-refused", "no coordinator at the configured address"},
    Row{Reason::coordinator_timeout, "coordinator-timeout", "the coordinator does not answer"},
    Row{Reason::coordinator_untrusted, "coordinator-untrusted", "the coordinator did not prove who it is"},
    Row{Reason::access_denied, "access-denied", "the coordinator does not accept who we are"},
    Row{Reason::version_skew, "version-skew", "client and coordinator speak different protocol versions"},
    Row{Reason::no_workers, "no-workers", "no worker is registered: start hg-worker"},
    Row{Reason::no_matching_toolchain, "no-matching-toolchain", "no worker has this very compiler"},
    Row{Reason::no_matching_arch, "no-matching-arch", "no worker compiles for this architecture"},
    Row{Reason::queue_full, "queue-full", "the coordinator's queue is full"},
    Row{Reason::worker_lost, "worker-lost", "the worker vanished while compiling"},
    Row{Reason::worker_timeout, "worker-timeout", "the worker did not finish in time"},
    Row{Reason::worker_out_of_memory, "worker-out-of-memory", "the compiler ran out of memory on the worker"},
    Row{Reason::worker_disk_full, "worker-disk-full", "the worker's disk is full"},
    Row{Reason::compiler_killed, "compiler-killed", "the compiler was killed on the worker"},
    Row{Reason::transport, "transport", "the connection broke"},
    Row{Reason::rejected, "rejected", "the worker refused the request"},
    Row{Reason::bad_result, "bad-result", "the worker's answer was not what was asked for"},
    Row{Reason::retries_exhausted, "retries-exhausted", "every attempt on the grid failed"},
    Row{Reason::remote_error_unconfirmed, "remote-error-unconfirmed",
        "failed on the grid; compiled here to show the compiler's own message"},
};

constexpr const Row* find(Reason reason) {
  for (const Row& row : kRows) {
    if (row.reason == reason) return &row;
  }
  return nullptr;
}

static_assert([] {
  for (int i = 0; i <= static_cast<int>(Reason::remote_error_unconfirmed); ++i) {
    if (find(static_cast<Reason>(i)) == nullptr) return false;
  }
  return true;
}());

}  // namespace

std::string_view code(Reason reason) { return find(reason)->code; }
std::string_view explain(Reason reason) { return find(reason)->text; }

std::optional<Reason> reason_from_code(std::string_view code) {
  for (const Row& row : kRows) {
    if (row.code == code) return row.reason;
  }
  return std::nullopt;
}

bool retryable(Reason reason) {
  switch (reason) {
    case Reason::worker_lost:
    case Reason::worker_timeout:
    case Reason::worker_out_of_memory:
    case Reason::worker_disk_full:
    case Reason::compiler_killed:
    case Reason::transport:
    case Reason::bad_result:
      return true;
    default:
      return false;
  }
}

}  // namespace hg::model
