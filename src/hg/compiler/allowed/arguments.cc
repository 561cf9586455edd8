#include "hg/compiler/allowed/arguments.h"

#include "hg/base/split.h"
#include "hg/compiler/allowed/values.h"
#include "hg/compiler/command_line.h"
#include "hg/compiler/value_rules.h"

namespace hg::compiler::allowed {
namespace {

using model::CompilerFamily;

constexpr std::size_t kShown = 200;  // of a refused word

// plan() writes -Xclang -main-file-name -Xclang NAME, a name for debug information that nothing opens, and
// resolve_native() -Xclang -target-feature -Xclang +NAME.
bool is_ours_for_cc1(const std::vector<std::string>& words, std::size_t first) {
  if (first + 3 >= words.size() || words[first] != "-Xclang" || words[first + 2] != "-Xclang") return false;
  const std::string& value = words[first + 3];
  if (words[first + 1] == "-main-file-name") return !value.starts_with('-');
  if (words[first + 1] != "-target-feature") return false;
  return (value.starts_with('+') || value.starts_with('-')) && is_plain(value);
}

// -Wp,-DX,-UY: what is left of -Wp, when plan() is through with it.
bool only_definitions(std::string_view list) {
  for (const std::string_view piece : split(list, ',')) {
    if (!piece.starts_with("-D") && !piece.starts_with("-U")) return false;
  }
  return true;
}

// Names of directories and of objects that stand in the output as text, and that nothing opens.
bool is_text(const Option& option) {
  return option.name.ends_with("-prefix-map=") || option.special == Special::random_seed ||
         option.special == Special::working_directory_value;
}

bool family_allowed(const Argument& argument, CompilerFamily family) {
  if (argument.option->name == "-f") return feature_allowed(argument.value, family);
  return name_or_setting(argument.value);
}

bool value_allowed(const Argument& argument, CompilerFamily family) {
  switch (argument.option->special) {
    case Special::generic:
      return family_allowed(argument, family);
    case Special::debug:
      return debugging_allowed(argument.value, family);
    case Special::assembler:
      return assembler_value_travels(argument.value);
    case Special::llvm:
      return llvm_value_travels(argument.value);
    default:
      return is_text(*argument.option) || is_plain(argument.value);
  }
}

// clang must say of these that they are unused, as it does where the user is. Nothing reads them: the command
// has -c or -S. A folder of libraries may stand there, a program may not.
bool link_allowed(const Argument& argument, CompilerFamily family) {
  const Option& option = *argument.option;
  if (option.value == Value::none) return true;
  if (family != CompilerFamily::clang) return false;
  if (option.name == "--ld-path=" || option.name == "-T") return false;
  const bool folder =
      option.name == "-L" || option.name == "-rpath" || option.name.starts_with("--library-directory");
  return folder || linker_value_allowed(argument.value);
}

bool allowed(const Argument& argument, CompilerFamily family) {
  if (argument.option == nullptr) return false;
  const bool clang = family == CompilerFamily::clang;
  switch (argument.option->use) {
    case Use::both:
    case Use::remote:
      return value_allowed(argument, family);
    case Use::link:
      return link_allowed(argument, family);
    case Use::define:
      return clang;
    case Use::drop:
      return true;
    case Use::preprocess:
      return clang && argument.is(Special::wp) && only_definitions(argument.value);
    case Use::dependency:
    case Use::mode:
    case Use::local:
      return false;
  }
  return false;
}

}  // namespace

const std::string* first_refused(const std::vector<std::string>& arguments, CompilerFamily family) {
  const std::vector<Argument> parsed = parse(arguments, family);
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    const std::size_t first = parsed[i].first;
    if (family == CompilerFamily::clang && is_ours_for_cc1(arguments, first)) {
      ++i;  // the second -Xclang
      continue;
    }
    if (!allowed(parsed[i], family)) return &arguments[first];
  }
  return nullptr;
}

Status check_arguments(const std::vector<std::string>& arguments, CompilerFamily family) {
  const std::string* refused = first_refused(arguments, family);
  if (refused == nullptr) return {};
  return fail(Code::invalid_argument,
              "a remote compile may not be given '" + refused->substr(0, kShown) + "'");
}

}  // namespace hg::compiler::allowed
