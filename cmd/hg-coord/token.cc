#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "commands.h"
#include "hg/auth/join.h"
#include "hg/auth/token_store.h"
#include "hg/base/clock.h"
#include "hg/config/token_command.h"
#include "hg/model/address.h"
#include "hg/os/file.h"
#include "hg/os/host.h"
#include "hg/pki/certificate.h"
#include "hg/pki/identity.h"

namespace hg::cmd {
namespace {

using config::TokenCommand;

Result<std::string> table(const auth::TokenStore& store) {
  HG_TRY_ASSIGN(const auto tokens, store.list());
  if (tokens.empty()) return std::string("no tokens\n");
  std::string text;
  for (const auto& token : tokens) {
    text += fmt::format("{}  {:<6}  {}  {}\n", token.id, model::code(token.role), pki::day(token.created),
                        token.name);
  }
  return text;
}

// Where a worker is to go, and whom it is to believe there.
Result<auth::Join> way(const TokenCommand& command) {
  const bool tls = command.ca_was_named || (!command.ca.empty() && os::exists(command.ca));
  auth::Join join;
  if (tls) {
    HG_TRY_ASSIGN(const auto authority, pki::read_certificate_file(command.ca));
    join.authority = authority.fingerprint;
  }
  const std::string guess = (tls ? os::host_name() : "127.0.0.1") + ":9000";
  HG_TRY_ASSIGN(join.coordinator, model::parse_address(command.address.empty() ? guess : command.address));
  if (!tls && !model::is_loopback(join.coordinator.host)) {
    return fail(Code::failed_precondition,
                "a token does not go to " + join.coordinator.host +
                    " in plain text: make an authority with hg-coord tls ca, or name one with --tls-ca");
  }
  return join;
}

Result<std::string> create(const TokenCommand& command, auth::TokenStore& store) {
  const WallTime now = system_clock().wall();
  if (command.role != model::Role::worker) return store.create(command.role, command.name, now);
  HG_TRY_ASSIGN(auth::Join join, way(command));
  HG_TRY_ASSIGN(join.token, store.create(command.role, command.name, now));
  return auth::to_text(join);
}

Result<std::string> run(const TokenCommand& command) {
  HG_TRY_ASSIGN(const auto store, auth::TokenStore::open(command.file));
  switch (command.action) {
    case TokenCommand::Action::create: {
      HG_TRY_ASSIGN(const std::string made, create(command, *store));
      return made + "\n";
    }
    case TokenCommand::Action::revoke:
      HG_TRY(store->revoke(command.id));
      return fmt::format("{} is revoked\n", command.id);
    case TokenCommand::Action::list:
      break;
  }
  return table(*store);
}

}  // namespace

int token(int argc, const char* const* argv) {
  const auto command = config::parse_token(argc, argv, [](const char* name) { return std::getenv(name); });
  if (!command) {
    (void)os::write_all(STDOUT_FILENO, command.error().out);
    (void)os::write_all(STDERR_FILENO, command.error().err);
    return command.error().code;
  }
  const auto said = run(*command);
  if (said) return os::write_all(STDOUT_FILENO, *said) ? 0 : 1;
  (void)os::write_all(STDERR_FILENO, "hg-coord token: " + said.error().to_string() + "\n");
  return 1;
}

}  // namespace hg::cmd
