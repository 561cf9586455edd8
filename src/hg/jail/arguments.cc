#include <charconv>

#include "hg/jail/jail.h"

namespace hg::jail {
namespace {

constexpr std::string_view kNoNamespaces = "--no-namespaces";
constexpr std::string_view kReport = "--report";
constexpr std::string_view kRead = "--read=";
constexpr std::string_view kFilter = "--filter=";
constexpr std::string_view kProcesses = "--processes=";
constexpr std::string_view kParent = "--parent=";

template <typename T>
Status number(std::string_view word, std::string_view option, T& value) {
  const char* const end = word.data() + word.size();
  const auto [stopped, error] = std::from_chars(word.data() + option.size(), end, value);
  if (error == std::errc() && stopped == end) return {};
  return fail(Code::invalid_argument, std::string(word) + ": not a number");
}

Status take(std::string_view word, Jail& jail) {
  if (word == kNoNamespaces) {
    jail.namespaces = false;
  } else if (word == kReport) {
    jail.report = true;
  } else if (word.starts_with(kRead) && word.size() > kRead.size() && word[kRead.size()] == '/') {
    jail.readable.emplace_back(word.substr(kRead.size()));
  } else if (word.starts_with(kFilter)) {
    jail.filter = word.substr(kFilter.size());
  } else if (word.starts_with(kProcesses)) {
    return number(word, kProcesses, jail.processes);
  } else if (word.starts_with(kParent)) {
    return number(word, kParent, jail.parent);
  } else {
    return fail(Code::invalid_argument, std::string(word) + ": not known here");
  }
  return {};
}

}  // namespace

std::vector<std::string> to_arguments(const Jail& jail) {
  std::vector<std::string> arguments;
  if (!jail.namespaces) arguments.emplace_back(kNoNamespaces);
  if (jail.report) arguments.emplace_back(kReport);
  for (const std::string& path : jail.readable) arguments.push_back(std::string(kRead) + path);
  if (!jail.filter.empty()) arguments.push_back(std::string(kFilter) + jail.filter);
  if (jail.processes != 0) arguments.push_back(std::string(kProcesses) + std::to_string(jail.processes));
  if (jail.parent != 0) arguments.push_back(std::string(kParent) + std::to_string(jail.parent));
  arguments.emplace_back("--");
  return arguments;
}

Result<Parsed> parse(const std::vector<std::string>& arguments) {
  Parsed parsed;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--") {
      parsed.command = i + 1;
      if (parsed.command == arguments.size()) return fail(Code::invalid_argument, "no program after --");
      return parsed;
    }
    HG_TRY(take(arguments[i], parsed.jail));
  }
  return fail(Code::invalid_argument, "no -- and no program");
}

}  // namespace hg::jail
