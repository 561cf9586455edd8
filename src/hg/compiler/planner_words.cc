// The words of the command line, each to the steps that need it.
#include <charconv>

#include "hg/compiler/planner.h"
#include "hg/compiler/value_rules.h"

namespace hg::compiler {

using model::Reason;

namespace {

int major_version(const std::string& version) {
  int major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

}  // namespace

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
      // clang expands these on the worker, where the clock is another one and the count too.
      for (const std::string_view word : {"__TIME", "__DATE__", "__COUNTER__"}) {
        if (!gcc_ && argument.value.find(word) != std::string_view::npos)
          stay(Reason::source_not_plain, argument);
      }
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
      // -frewrite-includes does not write these macros down.
      if (!gcc_ && words_[argument.first].find("-imacros") != std::string::npos)
        stay(Reason::unsupported_flag, argument);
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
    case Special::no_caret:
      carets_ = false;
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

}  // namespace hg::compiler
