#include <charconv>

#include "hg/compiler/command_line.h"
#include "hg/compiler/dependencies.h"
#include "hg/compiler/invocation.h"
#include "hg/compiler/source_kind.h"
#include "hg/compiler/value_rules.h"
#include "hg/os/path.h"

namespace hg::compiler {
namespace {

using model::CompilerFamily;
using model::Language;
using model::OutputKind;
using model::Reason;

int major_version(const std::string& version) {
  int major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

class Planner {
 public:
  Planner(const Classified& classified, const model::Toolchain& toolchain, const Surroundings& surroundings)
      : words_(classified.expanded),
        toolchain_(toolchain),
        surroundings_(surroundings),
        gcc_(toolchain.family == CompilerFamily::gcc),
        arguments_(parse(words_, toolchain.family)),
        dependencies_(toolchain.family) {}

  Plan run() &&;

 private:
  enum To : unsigned { kNowhere = 0, kPreprocess = 1, kRemote = 2, kBoth = 3 };

  void stay(Reason reason, std::string_view detail) {
    if (plan_.reason != Reason::none) return;
    plan_.reason = reason;
    plan_.detail = detail;
  }
  void stay(Reason reason, const Argument& argument) { stay(reason, words_[argument.first]); }
  void copy(const Argument& argument, To where);
  [[nodiscard]] bool exists(const std::string& path) const {
    return surroundings_.exists && surroundings_.exists(path);
  }

  void find_names();
  void take(const Argument& argument);
  To take_special(const Argument& argument, To where);
  To where_by_use(const Argument& argument);
  To take_openmp(const Argument& argument);
  void take_generic(const Argument& argument);
  void take_wp(const Argument& argument);
  void take_color(const Argument& argument);
  void check_includes();
  void choose_language();
  void add_outputs();
  void add_dependencies();
  void add_debug();
  void add_terminal();

  const std::vector<std::string>& words_;
  const model::Toolchain& toolchain_;
  const Surroundings& surroundings_;
  const bool gcc_;
  const std::vector<Argument> arguments_;
  Dependencies dependencies_;
  Plan plan_;

  std::string_view language_ = "none";  // -x before the input
  std::string_view output_;             // as written; empty = no -o
  bool assembly_ = false;
  bool debug_ = false;
  bool directory_given_ = false;
  bool quiet_unused_ = false;
  bool color_given_ = false;
  bool stack_usage_ = false;
  bool callgraph_ = false;
  std::vector<std::string> front_;  // for the preprocess step, before the user's words
  std::vector<std::string_view> includes_;
  std::vector<std::string_view> include_dirs_;
};

void Planner::copy(const Argument& argument, To where) {
  for (std::size_t i = argument.first; i < argument.first + argument.count; ++i) {
    if ((where & kPreprocess) != 0) plan_.preprocess.push_back(words_[i]);
    if ((where & kRemote) != 0) plan_.remote.push_back(words_[i]);
  }
}

// First pass: what later decisions look at, wherever it stands on the line.
void Planner::find_names() {
  std::string_view language = "none";
  for (const Argument& argument : arguments_) {
    if (argument.is_input()) {
      plan_.input = argument.value;
      language_ = language;
    }
    if (argument.is(Special::language)) language = argument.value;
    if (argument.is(Special::output)) output_ = argument.value;
    if (argument.is(Special::assembly)) assembly_ = true;
    if (argument.is(Special::quiet_unused)) quiet_unused_ = true;
  }
}

void Planner::take(const Argument& argument) {
  if (argument.is_input()) return copy(argument, kPreprocess);
  if (argument.unknown) return stay(Reason::unsupported_flag, argument);
  if (argument.option->use == Use::local) return stay(argument.option->reason, argument);
  copy(argument, take_special(argument, where_by_use(argument)));
}

Planner::To Planner::where_by_use(const Argument& argument) {
  switch (argument.option->use) {
    case Use::both:
      return kBoth;
    case Use::remote:
      return kRemote;
    case Use::preprocess:
      return kPreprocess;
    case Use::define:
      // clang expands these on the worker, where the clock is another one.
      if (!gcc_ && argument.value.find("__TIME") != std::string_view::npos)
        stay(Reason::source_not_plain, argument);
      if (!gcc_ && argument.value.find("__DATE__") != std::string_view::npos)
        stay(Reason::source_not_plain, argument);
      return gcc_ ? kPreprocess : kBoth;
    case Use::link:
      if (gcc_) return argument.option->value == Value::none ? kBoth : kNowhere;
      return quiet_unused_ ? kNowhere : kRemote;
    case Use::dependency:
      if (!dependencies_.add(argument, words_)) stay(Reason::unsupported_flag, argument);
      return kNowhere;
    case Use::mode:
      return argument.is(Special::language) || argument.is(Special::end) ? kPreprocess : kNowhere;
    case Use::drop:
    case Use::local:
      return kNowhere;
  }
  return kNowhere;
}

Planner::To Planner::take_special(const Argument& argument, To where) {
  // clang would write the directory into the object, and the worker's source has none.
  const bool in_directory = plan_.input.find('/') != std::string::npos;
  switch (argument.option->special) {
    case Special::include:
      includes_.push_back(argument.value);
      break;
    case Special::include_dir:
      include_dirs_.push_back(argument.value);
      break;
    case Special::arch:
      plan_.expand_native |= argument.value == "native";
      break;
    case Special::debug:
      debug_ = argument.value != "0";
      break;
    case Special::working_directory_value:
      directory_given_ = true;
      break;
    case Special::stack_usage:
      stack_usage_ = true;
      break;
    case Special::callgraph:
      callgraph_ = true;
      break;
    case Special::generic:
      take_generic(argument);
      break;
    case Special::openmp:
      return take_openmp(argument);
    case Special::assembler:
      if (!assembler_value_travels(argument.value)) stay(Reason::unsupported_flag, argument);
      break;
    case Special::lto:
      if (gcc_)
        stay(Reason::lto_nondeterministic, argument);
      else if (in_directory)
        stay(Reason::unsupported_flag, argument);
      break;
    case Special::llvm:
      if (!llvm_value_travels(argument.value)) stay(Reason::unsupported_flag, argument);
      break;
    case Special::sanitize:
      if (!gcc_ && in_directory && !sanitizers_are_nameless(argument.value))
        stay(Reason::unsupported_flag, argument);
      break;
    case Special::color:
      take_color(argument);
      return kNowhere;
    case Special::wp:
      take_wp(argument);
      return kNowhere;
    default:
      break;
  }
  return where;
}

// The preprocessor must not know of OpenMP: it would take the pragmas for its own and, under
// -fdirectives-only, lose them. What it would have defined is told instead.
Planner::To Planner::take_openmp(const Argument& argument) {
  if (!gcc_) return kBoth;
  const std::string_view word = words_[argument.first];
  const int major = major_version(toolchain_.version);
  if (major < 10 || major > 13) {
    stay(Reason::unsupported_flag, argument);
  } else if (word == "-fopenmp") {
    front_.insert(front_.end(), {"-D_OPENMP=201511", "-pthread"});
  } else if (word == "-fopenacc") {
    front_.insert(front_.end(), {"-D_OPENACC=201711", "-pthread"});
  }
  return kRemote;
}

// -fnew-flag=VALUE: a value that may be a file is not sent where that file is not.
void Planner::take_generic(const Argument& argument) {
  const auto equals = argument.value.find('=');
  if (equals == std::string_view::npos) return;
  const std::string value(argument.value.substr(equals + 1));
  if (names_a_path(argument.value) || (!value.empty() && exists(value)))
    stay(Reason::unsupported_flag, argument);
}

void Planner::take_wp(const Argument& argument) {
  std::vector<std::string> defines;
  if (!dependencies_.add_wp(argument, defines)) return stay(Reason::unsupported_flag, argument);
  for (const std::string& define : defines) {
    plan_.preprocess.push_back("-Wp," + define);
    if (!gcc_) plan_.remote.push_back("-Wp," + define);
  }
}

void Planner::take_color(const Argument& argument) {
  const bool automatic = argument.value == "auto";
  color_given_ = !automatic;
  if (!automatic) copy(argument, kBoth);
}

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
  if (!debug_) return;
  // The assembly would show how it was made.
  if (assembly_) stay(Reason::unsupported_flag, "-S -g");
  if (gcc_) return;
  if (!directory_given_) plan_.compilation_directory = surroundings_.working_directory;
  if (plan_.input.find('/') == std::string::npos) return;
  plan_.remote.insert(plan_.remote.end(), {"-Xclang", "-main-file-name", "-Xclang", plan_.input});
}

// What the compiler would have found out about the user's terminal.
void Planner::add_terminal() {
  plan_.diagnostics_exact = !gcc_;
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

}  // namespace

Plan plan(const Classified& classified, const model::Toolchain& toolchain, const Surroundings& surroundings) {
  return Planner(classified, toolchain, surroundings).run();
}

}  // namespace hg::compiler
