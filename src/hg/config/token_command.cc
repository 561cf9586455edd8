#include "hg/config/token_command.h"

#include "hg/config/values.h"
#include "hg/os/path.h"

namespace hg::config {
namespace {

Apply role(model::Role* out) {
  return [out](std::string_view value) -> Status {
    const auto known = model::role_from_code(value);
    if (!known || *known == model::Role::coordinator) {
      return fail(Code::invalid_argument,
                  "must be client, worker or admin, got '" + std::string(value) + "'");
    }
    *out = *known;
    return {};
  };
}

Apply authority(TokenCommand& command) {
  return [&command](std::string_view value) -> Status {
    HG_TRY(text(&command.ca)(value));
    command.ca_was_named = true;
    return {};
  };
}

tl::unexpected<Exit> refuse(const std::string& what) {
  return tl::unexpected<Exit>(Exit{2, "", "hg-coord token: " + what + "\n"});
}

}  // namespace

Parsed<TokenCommand> parse_token(int argc, const char* const* argv, const Environment& environment) {
  TokenCommand command;
  const char* home = environment("HOME");
  if (home != nullptr && *home == '/') command.file = os::join(home, ".hybridgrid/tokens");
  if (home != nullptr && *home == '/') command.ca = os::join(home, ".hybridgrid/tls/ca.pem");
  const Option file{"tokens", "FILE", "The coordinator's file of tokens (~/.hybridgrid/tokens)",
                    "",       false,  text(&command.file)};
  const Program program{
      .name = "hg-coord token",
      .help = "hg-coord token: who may do what on the grid",
      .commands = {
          {"create",
           "Make a token, and print it: it stands nowhere else. For a worker, the whole line to join with",
           {file,
            {"role", "ROLE", "client, worker or admin (client)", "", false, role(&command.role)},
            {"name", "NAME", "Whose it is", "", false, text(&command.name)},
            {"address", "HOST:PORT",
             "Where workers reach the coordinator (this machine's name and 9000; without TLS 127.0.0.1:9000)",
             "HG_COORDINATOR", false, host_and_port(&command.address)},
            {"tls-ca", "FILE", "Who has signed its certificate (~/.hybridgrid/tls/ca.pem, if it is there)",
             "", false, authority(command)}}},
          {"list", "Print id, role, age and owner of each", {file}},
          {"revoke",
           "Forget a token: it is refused from now on",
           {file,
            {"id", "ID", "Which one, as hg-coord token list shows it", "", false, text(&command.id)}}}}};
  const auto chosen = parse(program, argc, argv, environment);
  if (!chosen) return tl::unexpected<Exit>(chosen.error());
  if (command.file.empty()) return refuse("HOME is not set; name the file with --tokens");
  if (*chosen == "create") command.action = TokenCommand::Action::create;
  if (*chosen == "revoke") command.action = TokenCommand::Action::revoke;
  if (command.action == TokenCommand::Action::create && command.name.empty())
    return refuse("--name is missing: whose token is it?");
  if (command.action == TokenCommand::Action::revoke && command.id.empty())
    return refuse("--id is missing; hg-coord token list shows them");
  return command;
}

}  // namespace hg::config
