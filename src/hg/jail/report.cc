#include "hg/jail/report.h"

#include <charconv>

namespace hg::jail {
namespace {

std::string_view yes_or_no(bool holds) {
  return holds ? "yes" : "no";
}

std::string_view value_of(std::string_view line, std::string_view name) {
  const std::string key = " " + std::string(name) + "=";
  const auto at = line.find(key);
  if (at == std::string_view::npos) return {};
  line.remove_prefix(at + key.size());
  return line.substr(0, line.find(' '));
}

}  // namespace

std::string to_text(const Report& report) {
  std::string text = "jail";
  text.append(" namespaces=").append(yes_or_no(report.namespaces));
  text.append(" network=").append(yes_or_no(report.network_namespace));
  text.append(" user=").append(yes_or_no(report.user_namespace));
  text.append(" other-user=").append(yes_or_no(report.other_user));
  text.append(" landlock=").append(std::to_string(report.landlock));
  text.append(" seccomp=").append(yes_or_no(report.seccomp));
  return text + "\n";
}

Report report_from(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  Report report;
  report.namespaces = value_of(line, "namespaces") == "yes";
  report.network_namespace = value_of(line, "network") == "yes";
  report.user_namespace = value_of(line, "user") == "yes";
  report.other_user = value_of(line, "other-user") == "yes";
  const std::string_view abi = value_of(line, "landlock");
  std::from_chars(abi.data(), abi.data() + abi.size(), report.landlock);
  report.seccomp = value_of(line, "seccomp") == "yes";
  return report;
}

}  // namespace hg::jail
