#include "hg/config/tls_command.h"

#include "hg/config/values.h"
#include "hg/os/path.h"

namespace hg::config {
namespace {

constexpr std::uint32_t kMostDays = 36'500;
constexpr std::uint32_t kAuthorityDays = 3650;
constexpr std::uint32_t kCertificateDays = 397;

Apply role(model::Role* out) {
  return [out](std::string_view value) -> Status {
    const auto known = model::role_from_code(value);
    if (!known) {
      return fail(Code::invalid_argument,
                  "must be coordinator, worker, client or admin, got '" + std::string(value) + "'");
    }
    *out = *known;
    return {};
  };
}

Apply hosts(std::vector<std::string>* out) {
  return [out](std::string_view value) -> Status {
    for (const std::string_view one : comma_separated(value)) out->emplace_back(one);
    return {};
  };
}

std::vector<Option> shared_options(TlsCommand& command, const std::string& days) {
  return {
      {"dir", "DIR", "The authority's folder (~/.hybridgrid/tls)", "", false, text(&command.folder)},
      {"days", "N", "How long it is good for (" + days + ")", "", false, count(&command.days, 1, kMostDays)},
      {"force", "", "Replace what is there", "", false, on_off(&command.replace)}};
}

tl::unexpected<Exit> refuse(const std::string& what) {
  return tl::unexpected<Exit>(Exit{2, "", "hg-coord tls: " + what + "\n"});
}

}  // namespace

Parsed<TlsCommand> parse_tls(int argc, const char* const* argv, const Environment& environment) {
  TlsCommand command;
  const char* home = environment("HOME");
  if (home != nullptr && *home == '/') command.folder = os::join(home, ".hybridgrid/tls");
  Command authority{.name = "ca",
                    .help = "Make an authority: ca.pem, which everybody gets, and ca.key, which stays here",
                    .options = shared_options(command, std::to_string(kAuthorityDays))};
  authority.options.push_back(
      {"name", "NAME", "What it is called (hybridgrid)", "", false, text(&command.name)});
  Command certificate{.name = "cert",
                      .help = "Make a certificate that it has signed: NAME.pem, and NAME.key, its key",
                      .options = shared_options(command, std::to_string(kCertificateDays))};
  certificate.options.push_back(
      {"name", "NAME", "Whose it is, and the name of the files", "", false, text(&command.name)});
  certificate.options.push_back(
      {"role", "ROLE", "coordinator, worker, client or admin (client)", "", false, role(&command.role)});
  certificate.options.push_back(
      {"hosts", "HOST,…", "Names and addresses that others reach it by", "", false, hosts(&command.hosts)});
  const Program program{.name = "hg-coord tls",
                        .help = "hg-coord tls: makes the certificates of a grid",
                        .commands = {std::move(authority), std::move(certificate)}};
  auto chosen = parse(program, argc, argv, environment);
  if (!chosen) return tl::unexpected<Exit>(std::move(chosen).error());
  const bool is_authority = *chosen == "ca";
  command.action = is_authority ? TlsCommand::Action::authority : TlsCommand::Action::certificate;
  if (command.days == 0) command.days = is_authority ? kAuthorityDays : kCertificateDays;
  if (command.folder.empty()) return refuse("HOME is not set; say where with --dir");
  if (is_authority && command.name.empty()) command.name = "hybridgrid";
  if (command.name.empty()) return refuse("--name is missing: whose certificate is it?");
  const bool serves = command.role == model::Role::coordinator || command.role == model::Role::worker;
  if (!is_authority && serves && command.hosts.empty()) {
    return refuse(
        "--hosts is missing: the names and addresses that others reach it by, such as build1,10.0.0.7");
  }
  return command;
}

}  // namespace hg::config
