#include "hg/compiler/native.h"

#include <algorithm>

#include "hg/compiler/command_line.h"
#include "hg/compiler/response_file.h"

namespace hg::compiler {
namespace {

bool is_native(const Argument& argument) {
  return argument.is(Special::arch) && argument.value == "native";
}

bool is_parameter(const Argument& argument) {
  return argument.option != nullptr && argument.option->name.starts_with("--param");
}

bool is_machine(const Argument& argument) {
  return argument.option != nullptr && (argument.option->name.starts_with("-m")) &&
         argument.option->name != "-mllvm";
}

// The command of cc1 in what -### printed: the line that runs it, with its quotes taken off.
std::vector<std::string> cc1_command(std::string_view answer) {
  while (!answer.empty()) {
    const auto end = answer.find('\n');
    const std::string_view line = answer.substr(0, end);
    answer.remove_prefix(end == std::string_view::npos ? answer.size() : end + 1);
    if (!line.starts_with(' ')) continue;
    auto words = split_response_file(line);
    if (!words || words->empty()) continue;
    const bool clang = words->size() > 1 && (*words)[1] == "-cc1";
    if (clang || words->front().ends_with("/cc1") || words->front().ends_with("/cc1plus"))
      return std::move(*words);
  }
  return {};
}

// gcc: the driver has replaced "native" by plain options, in their order.
Result<std::vector<std::string>> resolve_gcc(const std::vector<std::string>& remote,
                                             const std::vector<std::string>& cc1) {
  std::vector<std::string> resolved;
  for (const Argument& argument : parse(remote, model::CompilerFamily::gcc)) {
    if (is_machine(argument) || is_parameter(argument)) continue;
    for (std::size_t i = 0; i < argument.count; ++i) resolved.push_back(remote[argument.first + i]);
  }
  bool found = false;
  for (std::size_t i = 1; i < cc1.size(); ++i) {
    if (cc1[i] == "--param" && i + 1 < cc1.size()) {
      resolved.push_back("--param=" + cc1[++i]);
    } else if (cc1[i].starts_with("--param=") || cc1[i].starts_with("-m")) {
      if (cc1[i].ends_with("=native")) return fail(Code::unimplemented, "the compiler left " + cc1[i]);
      found = true;
      resolved.push_back(cc1[i]);
    }
  }
  if (!found) return fail(Code::unimplemented, "the compiler named no machine options");
  return resolved;
}

std::string value_after(const std::vector<std::string>& words, std::string_view option) {
  const auto at = std::find(words.begin(), words.end(), option);
  return at == words.end() || at + 1 == words.end() ? std::string() : *(at + 1);
}

// clang: the driver has turned "native" into a processor and a list of features for cc1.
Result<std::vector<std::string>> resolve_clang(const std::vector<std::string>& remote,
                                               const std::vector<std::string>& cc1) {
  const std::string cpu = value_after(cc1, "-target-cpu");
  const std::string tune = value_after(cc1, "-tune-cpu");
  const bool x86 = value_after(cc1, "-triple").starts_with("x86_64");
  if (!x86 || cpu.empty()) return fail(Code::unimplemented, "the compiler named no processor");
  std::vector<std::string> resolved;
  for (const Argument& argument : parse(remote, model::CompilerFamily::clang)) {
    if (!is_native(argument)) {
      for (std::size_t i = 0; i < argument.count; ++i) resolved.push_back(remote[argument.first + i]);
    } else if (argument.option->name == "-march=") {
      resolved.push_back("-march=" + cpu);
    } else if (argument.option->name == "-mtune=" && !tune.empty()) {
      resolved.push_back("-mtune=" + tune);
    } else {
      return fail(Code::unimplemented, "cannot resolve " + remote[argument.first]);
    }
  }
  for (std::size_t i = 1; i + 1 < cc1.size(); ++i) {
    if (cc1[i] != "-target-feature") continue;
    resolved.insert(resolved.end(), {"-Xclang", "-target-feature", "-Xclang", cc1[++i]});
  }
  return resolved;
}

}  // namespace

std::vector<std::string> native_question(const std::vector<std::string>& remote) {
  std::vector<std::string> question = {"-###"};
  for (const Argument& argument : parse(remote, std::nullopt)) {
    if (!is_machine(argument) && !is_parameter(argument)) continue;
    for (std::size_t i = 0; i < argument.count; ++i) question.push_back(remote[argument.first + i]);
  }
  question.insert(question.end(), {"-x", "c", "-c", "/dev/null", "-o", "/dev/null"});
  return question;
}

Result<std::vector<std::string>> resolve_native(const std::vector<std::string>& remote,
                                                model::CompilerFamily family, std::string_view answer) {
  const std::vector<std::string> cc1 = cc1_command(answer);
  if (cc1.empty()) return fail(Code::unimplemented, "the compiler's answer to -### has no cc1 command");
  return family == model::CompilerFamily::gcc ? resolve_gcc(remote, cc1) : resolve_clang(remote, cc1);
}

}  // namespace hg::compiler
