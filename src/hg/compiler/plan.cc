// What follows from the command line as a whole: language, outputs, dependency file, debug information,
// terminal.
#include "hg/compiler/planner.h"
#include "hg/compiler/source_kind.h"
#include "hg/os/path.h"

namespace hg::compiler {

using model::Language;
using model::OutputKind;
using model::Reason;

// A direct compile would take the precompiled form of a header where there is one.
void Planner::check_includes() {
  for (const std::string_view name : includes_) {
    std::vector<std::string> candidates = {std::string(name)};
    for (const std::string_view dir : include_dirs_) candidates.push_back(os::join(dir, name));
    for (const std::string& path : candidates) {
      if (exists(path + ".gch") || (!gcc_ && exists(path + ".pch"))) stay(Reason::precompiled_header, name);
    }
  }
}

void Planner::choose_language() {
  const bool by_name = language_ == "none";
  switch (by_name ? source_kind_of_file(plan_.input) : source_kind_of_language(language_)) {
    case SourceKind::c:
      plan_.language = by_name && toolchain_.cxx ? Language::cxx : Language::c;
      break;
    case SourceKind::cxx:
      plan_.language = Language::cxx;
      break;
    case SourceKind::objective_c:
      plan_.language = Language::objective_c;
      break;
    case SourceKind::objective_cxx:
      plan_.language = Language::objective_cxx;
      break;
    default:
      stay(Reason::unsupported_language, plan_.input);
      break;
  }
  const bool objective = plan_.language == Language::objective_c || plan_.language == Language::objective_cxx;
  if (gcc_ && objective) stay(Reason::unsupported_language, plan_.input);
}

void Planner::add_outputs() {
  const std::string_view base = output_.empty() ? os::base_name(plan_.input) : output_;
  const std::string stem(os::without_extension(base));
  const std::string_view suffix = assembly_ ? ".s" : ".o";
  const std::string primary = output_.empty() ? stem + std::string(suffix) : std::string(output_);
  plan_.outputs.push_back({assembly_ ? OutputKind::assembly : OutputKind::object, primary});
  if (stack_usage_) plan_.outputs.push_back({OutputKind::stack_usage, stem + ".su"});
  if (callgraph_) plan_.outputs.push_back({OutputKind::callgraph, stem + ".ci"});
}

void Planner::add_dependencies() {
  const Dependencies::Names names{.input = plan_.input, .output = output_};
  if (!dependencies_.consistent()) return stay(Reason::unsupported_flag, "-M options");
  plan_.depfile = dependencies_.file(names);
  if (!plan_.depfile) return;
  if (surroundings_.is_regular_or_absent && !surroundings_.is_regular_or_absent(*plan_.depfile)) {
    stay(Reason::output_not_regular, *plan_.depfile);
  }
  const std::vector<std::string> options = dependencies_.options(names, kDepfile);
  front_.insert(front_.end(), options.begin(), options.end());
}

// clang takes the directory and the name of the source from its own surroundings, not from the line markers.
void Planner::add_debug() {
  plan_.debug = debug_;
  if (!debug_) return;
  // The assembly would show how it was made.
  if (assembly_) stay(Reason::unsupported_flag, "-S -g");
  if (gcc_) return;
  if (!directory_given_) plan_.compilation_directory = surroundings_.working_directory;
  if (plan_.input.find('/') == std::string::npos) return;
  plan_.remote.insert(plan_.remote.end(), {"-Xclang", "-main-file-name", "-Xclang", plan_.input});
}

// What the compiler would have found out about the user's terminal. A place that clang means is now and then
// a line marker of the text; where it quotes the line that can be seen afterwards, elsewhere not.
void Planner::add_terminal() {
  plan_.diagnostics_exact = !gcc_ && carets_;
  if (gcc_ || !surroundings_.stderr_is_terminal || !surroundings_.variable) return;
  const auto term = surroundings_.variable("TERM");
  if (!color_given_ && term && !term->empty() && *term != "dumb") {
    plan_.remote.emplace_back("-fdiagnostics-color=always");
  }
  const auto columns = surroundings_.variable("COLUMNS");
  const bool number = columns && !columns->empty() && columns->size() < 6 &&
                      columns->find_first_not_of("0123456789") == std::string::npos;
  if (number) plan_.remote.push_back("-fmessage-length=" + *columns);
}

Plan Planner::run() && {
  find_names();
  for (const Argument& argument : arguments_) take(argument);
  check_includes();
  choose_language();
  add_outputs();
  add_dependencies();
  add_debug();
  add_terminal();
  if (gcc_) {
    front_.insert(front_.begin(), {"-E", "-fdirectives-only"});
  } else {
    // What is unused, clang says when it compiles; here it would say it of what only a compile uses.
    front_.insert(front_.begin(), {"-E", "-frewrite-includes", "-Qunused-arguments"});
  }
  plan_.preprocess.insert(plan_.preprocess.begin(), front_.begin(), front_.end());
  return std::move(plan_);
}

Plan plan(const Classified& classified, const model::Toolchain& toolchain, const Surroundings& surroundings) {
  return Planner(classified, toolchain, surroundings).run();
}

}  // namespace hg::compiler
