#include "hg/history/record.h"

#include <algorithm>

namespace hg::history {
namespace {

constexpr std::array<std::string_view, kOutcomes.size()> kOutcomeNames = {
    "success", "cached",    "cached_at_worker", "joined", "compile_error",
    "failed",  "cancelled", "cached_at_client", "local"};
constexpr std::array<std::string_view, 3> kSeverityNames = {"info", "warning", "error"};

template <typename Enum, std::size_t N>
Enum from_name(const std::array<std::string_view, N>& names, std::string_view name, Enum otherwise) {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? otherwise : static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view name(Outcome outcome) {
  return kOutcomeNames.at(static_cast<std::size_t>(outcome));
}

Outcome outcome_from_name(std::string_view name) {
  return from_name(kOutcomeNames, name, Outcome::failed);
}

std::string_view name(Severity severity) {
  return kSeverityNames.at(static_cast<std::size_t>(severity));
}

Severity severity_from_name(std::string_view name) {
  return from_name(kSeverityNames, name, Severity::info);
}

}  // namespace hg::history
