#include "hg/compiler/remote_allowed.h"

#include "hg/compiler/command_line.h"
#include "hg/compiler/value_rules.h"

namespace hg::compiler {
namespace {

// plan() writes -Xclang -main-file-name -Xclang NAME, a name for debug information that nothing opens, and
// resolve_native() -Xclang -target-feature -Xclang +NAME.
bool is_ours_for_cc1(const std::vector<std::string>& words, std::size_t first) {
  if (first + 3 >= words.size() || words[first] != "-Xclang" || words[first + 2] != "-Xclang") return false;
  const std::string& value = words[first + 3];
  if (words[first + 1] == "-main-file-name") return !value.starts_with('-');
  return words[first + 1] == "-target-feature" && (value.starts_with('+') || value.starts_with('-'));
}

// -Wp,-DX,-UY: what is left of -Wp, when plan() is through with it.
bool only_definitions(std::string_view list) {
  while (true) {
    const auto comma = list.find(',');
    if (!list.starts_with("-D") && !list.starts_with("-U")) return false;
    if (comma == std::string_view::npos) return true;
    list.remove_prefix(comma + 1);
  }
}

bool special_allowed(const Argument& argument) {
  switch (argument.option->special) {
    case Special::generic:
      return !names_a_path(argument.value);
    case Special::assembler:
      return assembler_value_travels(argument.value);
    case Special::llvm:
      return llvm_value_travels(argument.value);
    default:
      return true;
  }
}

bool allowed(const Argument& argument, model::CompilerFamily family) {
  if (argument.option == nullptr) return false;
  const bool clang = family == model::CompilerFamily::clang;
  switch (argument.option->use) {
    case Use::both:
    case Use::remote:
      return special_allowed(argument);
    // clang must say of these that they are unused, as it does here. Nothing reads them: the command has -c
    // or -S.
    case Use::link:
      return clang || argument.option->value == Value::none;
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

Status check_remote_arguments(const std::vector<std::string>& arguments, model::CompilerFamily family) {
  const std::vector<Argument> parsed = parse(arguments, family);
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    const std::size_t first = parsed[i].first;
    if (family == model::CompilerFamily::clang && is_ours_for_cc1(arguments, first)) {
      ++i;  // the second -Xclang
      continue;
    }
    if (!allowed(parsed[i], family)) {
      return fail(Code::permission_denied, "a remote compile may not be given '" + arguments[first] + "'");
    }
  }
  return {};
}

}  // namespace hg::compiler
