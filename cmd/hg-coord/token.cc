#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "commands.h"
#include "hg/auth/token_store.h"
#include "hg/base/clock.h"
#include "hg/config/token_command.h"
#include "hg/os/file.h"
#include "hg/pki/certificate.h"

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

Result<std::string> run(const TokenCommand& command) {
  HG_TRY_ASSIGN(const auto store, auth::TokenStore::open(command.file));
  switch (command.action) {
    case TokenCommand::Action::create: {
      HG_TRY_ASSIGN(const std::string token,
                    store->create(command.role, command.name, system_clock().wall()));
      return token + "\n";
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
