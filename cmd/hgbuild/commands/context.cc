#include "commands/context.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "hg/client/ipc/connect.h"
#include "hg/client/settings.h"
#include "hg/model/address.h"
#include "hg/os/file.h"
#include "hg/os/host.h"

namespace hg::hgbuild {

client::ui::Style Context::style(int fd) const {
  if (colour == Colour::always) return client::ui::Style(true);
  if (colour == Colour::never) return client::ui::Style(false);
  return client::ui::style_for(::isatty(fd) == 1, variable);
}

std::optional<std::string> variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::vector<std::string> environment() {
  std::vector<std::string> list;
  for (char** entry = environ; *entry != nullptr; ++entry) list.emplace_back(*entry);
  return list;
}

Result<std::string> coordinator_address() {
  std::string address = variable("HG_COORDINATOR").value_or("");
  if (address.empty()) return address;
  if (auto parsed = model::parse_address(address); !parsed) {
    return fail(std::move(parsed.error()).context("HG_COORDINATOR"));
  }
  return address;
}

bool has_coordinator(const std::string& address) {
  return !address.empty() || client::may_discover(variable);
}

client::ipc::Client agent_client(const std::string& coordinator, Agent agent) {
  const bool start = agent == Agent::start;
  return {{.directory = os::runtime_directory(),
           .agent_program = start ? client::ipc::find_agent_program() : std::string(),
           .patient = start},
          coordinator,
          client::read_access(variable)};
}

int complain(const Context& context, int exit_code, std::string_view what, std::string_view hint) {
  using client::ui::Ink;
  const client::ui::Style style = context.style(STDERR_FILENO);
  std::string text = style.paint(Ink::red, "hgbuild: error:") + fmt::format(" {}\n", what);
  if (!hint.empty()) text += style.paint(Ink::dim, "hgbuild: hint:") + fmt::format(" {}\n", hint);
  (void)os::write_all(STDERR_FILENO, text);
  return exit_code;
}

Result<bool> wants_json(std::string_view command, const std::vector<std::string>& arguments) {
  bool json = false;
  for (const std::string& word : arguments) {
    if (word != "--json")
      return fail(Code::invalid_argument, fmt::format("{} does not know {}, only --json", command, word));
    json = true;
  }
  return json;
}

std::string own_path() {
  return os::own_program();
}

}  // namespace hg::hgbuild
