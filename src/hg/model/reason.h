// Why a compile was local, missed or failed on the way: one enum that the CLI, the metrics and the documents share.
#pragma once

#include <optional>
#include <string_view>

namespace hg::model {

enum class Reason {
  none,
  // Not a compile: the compiler is run as it is.
  link,
  preprocess_only,
  info_query,        // --version, -print-*, -###, -dump*
  syntax_only,
  assembly_input,    // .s, .S
  standard_input,
  no_input,
  multiple_inputs,
  output_to_stdout,
  output_not_regular,
  dependencies_only,  // -M, -MM
  probe,              // conftest.c, CMakeFiles/CMakeScratch, meson-private
  // A compile that only this machine can do, as things are.
  unsupported_flag,
  unsupported_language,
  response_file,
  debug_macros,       // -g3
  native_unresolved,  // -march=native could not be expanded
  save_temps,
  profile,
  coverage,
  plugin,
  modules,
  precompiled_header,
  lto_nondeterministic,
  environment,        // a variable that changes the object (COMPILER_PATH, …) or writes files
  source_not_plain,   // .incbin, .include, #embed, or not a regular file
  indentation,        // gcc may warn of the source's layout, and never does so for text
  preprocessor_output,  // the preprocessor printed something or failed
  too_large,
  toolchain_unknown,  // the compiler could not be identified
  // The user said so.
  disabled,           // HG_DISABLE
  forced_local,       // HG_LOCAL
  // The grid could not.
  not_configured,
  agent_unreachable,
  coordinator_refused,
  coordinator_timeout,
  coordinator_untrusted,  // it did not prove who it is
  access_denied,          // it does not believe us
  version_skew,
  no_workers,
  no_matching_toolchain,
  no_matching_arch,
  queue_full,
  worker_lost,
  worker_timeout,
  worker_out_of_memory,
  worker_disk_full,
  compiler_killed,
  transport,
  rejected,           // the worker refused the request (flag, size)
  bad_result,         // the answer did not hold what was asked for
  retries_exhausted,
  remote_error_unconfirmed,  // failed remotely; compiled again here to be sure of the message
};

// "no-matching-toolchain": stable, used as a metric label and in JSON.
std::string_view code(Reason reason);
// One sentence for people: what it means and what to do.
std::string_view explain(Reason reason);
std::optional<Reason> reason_from_code(std::string_view code);

}  // namespace hg::model
