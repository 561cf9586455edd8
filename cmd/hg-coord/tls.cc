#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "commands.h"
#include "hg/base/clock.h"
#include "hg/config/tls_command.h"
#include "hg/os/file.h"
#include "hg/pki/folder.h"
#include "hg/pki/identity.h"

namespace hg::cmd {
namespace {

using config::TlsCommand;

// For machines whose clock is a little behind.
constexpr std::chrono::minutes kSlack{10};

pki::Subject subject(const TlsCommand& command) {
  const WallTime now = system_clock().wall();
  return {.name = command.name,
          .hosts = command.hosts,
          .role = command.role,
          .not_before = now - kSlack,
          .not_after = now + std::chrono::hours(24) * command.days};
}

Result<std::string> authority(const TlsCommand& command, pki::Existing existing) {
  HG_TRY_ASSIGN(const auto made, pki::write_authority(command.folder, subject(command), existing));
  HG_TRY_ASSIGN(const auto says, pki::read_certificate_file(made.certificate));
  return fmt::format("{}: for everybody in the grid, {}\n{}: stays here, nobody gets it\n", made.certificate,
                     says.fingerprint, made.key);
}

Result<std::string> certificate(const TlsCommand& command, pki::Existing existing) {
  HG_TRY_ASSIGN(const auto made, pki::write_identity(command.folder, subject(command), existing));
  HG_TRY_ASSIGN(const auto says, pki::read_certificate_file(made.certificate));
  return fmt::format("{}, {}: {} {}, until {}\n", made.certificate, made.key, model::code(command.role),
                     command.name, pki::day(says.not_after));
}

}  // namespace

int tls(int argc, const char* const* argv) {
  const auto command = config::parse_tls(argc, argv, [](const char* name) { return std::getenv(name); });
  if (!command) {
    (void)os::write_all(STDOUT_FILENO, command.error().out);
    (void)os::write_all(STDERR_FILENO, command.error().err);
    return command.error().code;
  }
  const auto existing = command->replace ? pki::Existing::replace : pki::Existing::keep;
  const auto said = command->action == TlsCommand::Action::authority ? authority(*command, existing)
                                                                     : certificate(*command, existing);
  if (said) return os::write_all(STDOUT_FILENO, *said) ? 0 : 1;
  (void)os::write_all(STDERR_FILENO, "hg-coord tls: " + said.error().to_string() + "\n");
  return 1;
}

}  // namespace hg::cmd
