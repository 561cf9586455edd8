// What every command needs to know of the process it runs in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/result.h"
#include "hg/client/ipc/query.h"
#include "hg/client/ui/style.h"

namespace hg::hgbuild {

enum class Colour { automatic, always, never };

struct Context {
  std::string self;  // our own executable, symlinks resolved
  bool quiet = false;
  Colour colour = Colour::automatic;

  // For output to `fd` (1 or 2).
  [[nodiscard]] client::ui::Style style(int fd) const;
};

std::optional<std::string> variable(std::string_view name);
std::vector<std::string> environment();

// $HG_COORDINATOR, checked; empty if it is not set.
Result<std::string> coordinator_address();

// Is there one to be asked for, by this address or, if that is empty, by looking round on the network?
bool has_coordinator(const std::string& address);

enum class Agent { start, only_running };
client::ipc::Client agent_client(const std::string& coordinator, Agent agent);

// "error: WHAT" and "hint: WHAT TO DO" on stderr; the hint may be empty. Gives back `exit_code`.
int complain(const Context& context, int exit_code, std::string_view what, std::string_view hint);

// For commands whose only flag is --json. invalid_argument for anything else.
Result<bool> wants_json(std::string_view command, const std::vector<std::string>& arguments);

// Our executable, symlinks resolved; empty without /proc.
std::string own_path();

}  // namespace hg::hgbuild
