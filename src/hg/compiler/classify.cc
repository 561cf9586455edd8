#include <algorithm>
#include <array>

#include "hg/compiler/command_line.h"
#include "hg/compiler/invocation.h"
#include "hg/compiler/response_file.h"
#include "hg/compiler/source_kind.h"
#include "hg/os/path.h"

namespace hg::compiler {
namespace {

using model::Reason;

// Variables that change what the compiler does or make it write files. (Those for include directories are
// used up by the preprocess step, which has the user's environment.)
constexpr std::array<const char*, 16> kVariables = {
    "GCC_EXEC_PREFIX",          "COMPILER_PATH",       "GCC_COMPARE_DEBUG",
    "DEPENDENCIES_OUTPUT",      "SUNPRO_DEPENDENCIES", "GCC_ROOT",
    "CCC_OVERRIDE_OPTIONS",     "CCC_ADD_ARGS",        "CC_PRINT_OPTIONS",
    "CC_PRINT_HEADERS",         "CC_LOG_DIAGNOSTICS",  "CC_PRINT_PROC_STAT",
    "CC_PRINT_INTERNAL_STAT",   "RC_DEBUG_OPTIONS",    "SDKROOT",
    "MACOSX_DEPLOYMENT_TARGET",
};

constexpr std::array<std::string_view, 7> kProbeDirectories = {
    "CMakeFiles/CMakeScratch",
    "CMakeFiles/CMakeTmp",
    "CMakeFiles/CompilerId",
    "CMakeFiles/ShowIncludes",
    "meson-private",
    "TryCompile-",
    "cmTC_",
};

constexpr std::array<std::string_view, 7> kProbeFiles = {
    "conftest.",          "tmp.conftest.",  "CheckIncludeFile.",         "CheckFunctionExists.",
    "CheckSymbolExists.", "CheckTypeSize.", "CheckPrototypeDefinition.",
};

struct Facts {
  std::vector<std::string_view> inputs;
  SourceKind kind = SourceKind::other;  // of the last input
  std::string_view output;
  bool output_given = false;
  std::string_view repeated_output;
  bool compiles = false;          // -c or -S
  const Option* local = nullptr;  // the strongest row that keeps it here
  std::string_view local_word;
};

// Questions and such come before whatever else stands on the line.
int strength(Reason reason) {
  switch (reason) {
    case Reason::info_query:
      return 5;
    case Reason::preprocess_only:
      return 4;
    case Reason::dependencies_only:
      return 3;
    case Reason::syntax_only:
      return 2;
    default:
      return 1;
  }
}

void take_option(const Argument& argument, std::string_view word, Facts& facts) {
  if (argument.unknown) return;  // plan() knows better which compiler it is
  const Option& option = *argument.option;
  if (option.special == Special::compile || option.special == Special::assembly) facts.compiles = true;
  if (option.special == Special::output) {
    if (facts.output_given) facts.repeated_output = word;
    facts.output = argument.value;
    facts.output_given = true;
  }
  if (option.use != Use::local || option.families != Families::both) return;
  if (facts.local == nullptr || strength(option.reason) > strength(facts.local->reason)) {
    facts.local = &option;
    facts.local_word = word;
  }
}

Facts gather(const std::vector<std::string>& words) {
  Facts facts;
  std::string_view language = "none";
  for (const Argument& argument : parse(words, std::nullopt)) {
    if (argument.is_input()) {
      facts.inputs.push_back(argument.value);
      facts.kind =
          language == "none" ? source_kind_of_file(argument.value) : source_kind_of_language(language);
    } else {
      if (argument.is(Special::language)) language = argument.value;
      take_option(argument, words[argument.first], facts);
    }
  }
  return facts;
}

struct Verdict {
  Reason reason = Reason::none;
  std::string_view detail;
};

// Not a compile at all, or one without one source and one object.
Verdict judge_shape(const Facts& facts) {
  if (facts.local != nullptr && strength(facts.local->reason) > 1)
    return {facts.local->reason, facts.local_word};
  if (facts.inputs.empty()) {
    const bool verbose = facts.local_word == "-v" || facts.local_word == "--verbose";
    return {verbose ? Reason::info_query : Reason::no_input, facts.local_word};
  }
  if (std::find(facts.inputs.begin(), facts.inputs.end(), "-") != facts.inputs.end()) {
    return {Reason::standard_input, "-"};
  }
  if (facts.kind == SourceKind::header) return {Reason::precompiled_header, facts.inputs.back()};
  if (!facts.compiles) return {Reason::link, {}};
  if (facts.inputs.size() > 1) return {Reason::multiple_inputs, facts.inputs[1]};
  return {};
}

Verdict judge_source(const Facts& facts) {
  const std::string_view input = facts.inputs.front();
  switch (facts.kind) {
    case SourceKind::assembly:
      return {Reason::assembly_input, input};
    case SourceKind::preprocessed:
    case SourceKind::other:
      return {Reason::unsupported_language, input};
    default:
      return {};
  }
}

Verdict judge_output(const Facts& facts, const Surroundings& surroundings) {
  if (!facts.repeated_output.empty()) return {Reason::unsupported_flag, facts.repeated_output};
  if (!facts.output_given) return {};
  if (facts.output == "-") return {Reason::output_to_stdout, "-o -"};
  const bool plain =
      !facts.output.empty() && !facts.output.ends_with('/') &&
      (!surroundings.is_regular_or_absent || surroundings.is_regular_or_absent(std::string(facts.output)));
  if (!plain) return {Reason::output_not_regular, facts.output};
  return {};
}

// Test programs of configure steps: small, many, and often meant to fail.
Verdict judge_probe(const Facts& facts, const Surroundings& surroundings) {
  const std::string_view input = facts.inputs.front();
  for (const std::string_view prefix : kProbeFiles) {
    if (os::base_name(input).starts_with(prefix)) return {Reason::probe, input};
  }
  for (const std::string_view part : kProbeDirectories) {
    for (const std::string_view path :
         {input, facts.output, std::string_view(surroundings.working_directory)}) {
      if (path.find(part) != std::string_view::npos) return {Reason::probe, path};
    }
  }
  return {};
}

Verdict judge_environment(const Surroundings& surroundings) {
  if (!surroundings.variable) return {};
  for (const char* const name : kVariables) {
    if (surroundings.variable(name)) return {Reason::environment, name};
  }
  return {};
}

Verdict judge(const Facts& facts, const Surroundings& surroundings) {
  if (const Verdict v = judge_shape(facts); v.reason != Reason::none) return v;
  if (const Verdict v = judge_source(facts); v.reason != Reason::none) return v;
  if (const Verdict v = judge_output(facts, surroundings); v.reason != Reason::none) return v;
  if (const Verdict v = judge_probe(facts, surroundings); v.reason != Reason::none) return v;
  if (facts.local != nullptr) return {facts.local->reason, facts.local_word};
  return judge_environment(surroundings);
}

bool is_light(Reason reason) {
  return reason == Reason::info_query || reason == Reason::preprocess_only ||
         reason == Reason::dependencies_only || reason == Reason::no_input || reason == Reason::probe;
}

}  // namespace

Classified classify(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  Classified classified;
  Expanded expanded = expand_response_files(arguments, surroundings.read_file);
  if (!expanded.problem.empty()) {
    classified.reason = Reason::response_file;
    classified.detail = std::move(expanded.problem);
    return classified;
  }
  classified.expanded = std::move(expanded.arguments);
  const Verdict verdict = judge(gather(classified.expanded), surroundings);
  classified.reason = verdict.reason;
  classified.detail = verdict.detail;
  classified.light = is_light(verdict.reason);
  return classified;
}

}  // namespace hg::compiler
