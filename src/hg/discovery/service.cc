#include "hg/discovery/service.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "hg/model/address.h"

namespace hg::discovery {
namespace {

constexpr std::size_t kLongestValue = 64;
constexpr std::size_t kLongestLabel = 63;
constexpr std::string_view kTxtVersion = "1";

bool plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-' || c == '+';
}

// The part of a host name before its first dot, with what a DNS label may hold.
std::string label_of(std::string_view host) {
  std::string label;
  for (const char c : host.substr(0, host.find('.'))) {
    const bool good = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (good || (!label.empty() && label.back() != '-')) label.push_back(good ? c : '-');
  }
  while (!label.empty() && label.back() == '-') label.pop_back();
  return label.empty() ? "host" : label;
}

std::string cut(std::string text) {
  if (text.size() > kLongestLabel) text.resize(kLongestLabel);
  return text;
}

}  // namespace

std::vector<std::string> txt_of(const Service& service) {
  std::vector<std::string> strings{"txtvers=" + std::string(kTxtVersion),
                                   "role=" + std::string(model::code(service.role)), "ver=" + service.version,
                                   "id=" + service.id, std::string("tls=") + (service.tls ? "1" : "0")};
  if (service.http_port != 0) strings.push_back("http=" + std::to_string(service.http_port));
  return strings;
}

Result<Txt> parse_txt(const std::vector<std::string>& strings) {
  std::map<std::string, std::string> values;
  for (const std::string& text : strings) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) continue;
    std::string value = text.substr(equals + 1);
    if (value.size() > kLongestValue || !std::ranges::all_of(value, plain))
      return fail(Code::invalid_argument, "a value of its TXT record is not plain text");
    values.emplace(text.substr(0, equals), std::move(value));  // of two with one key the first counts
  }
  if (values["txtvers"] != kTxtVersion) return fail(Code::invalid_argument, "its txtvers is not 1");
  const auto role = model::role_from_code(values["role"]);
  if (!role || (*role != model::Role::coordinator && *role != model::Role::worker))
    return fail(Code::invalid_argument, "its role is neither coordinator nor worker");
  if (values["id"].empty()) return fail(Code::invalid_argument, "it has no id");
  Txt txt{.role = *role, .id = values["id"], .version = values["ver"], .tls = values["tls"] == "1"};
  if (!values["http"].empty()) {
    HG_TRY_ASSIGN(txt.http_port, model::parse_port(values["http"]));
  }
  return txt;
}

std::string instance_name(model::Role role, std::string_view host) {
  return cut(std::string(model::code(role)) + " on " + label_of(host));
}

std::string host_label(model::Role role, std::string_view host) {
  const std::string end = "-" + std::string(model::code(role));
  return label_of(host).substr(0, kLongestLabel - end.size()) + end;
}

bool worth_announcing(std::string_view listen) {
  return !model::is_loopback(listen);
}

}  // namespace hg::discovery
