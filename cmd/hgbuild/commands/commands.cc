#include "commands/commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

#include "commands/build.h"
#include "commands/cache.h"
#include "commands/context.h"
#include "commands/doctor.h"
#include "commands/explain.h"
#include "commands/grid.h"
#include "commands/help.h"
#include "commands/shims.h"
#include "commands/why.h"
#include "hg/base/suggest.h"
#include "hg/base/version.h"
#include "hg/os/file.h"

namespace hg::hgbuild {
namespace {

using Arguments = std::vector<std::string>;

int version_command(const Context& context, const Arguments& arguments) {
  if (!arguments.empty()) {
    return complain(context, kExitUsage, fmt::format("version takes no arguments, got {}", arguments[0]), "");
  }
  (void)os::write_all(STDOUT_FILENO, fmt::format("hgbuild {}\n", version()));
  return kExitOk;
}

int help_command(const Context& context, const Arguments& arguments) {
  const std::string topic = arguments.empty() ? "" : arguments[0];
  const std::string text = help_text(topic, context.style(STDOUT_FILENO));
  if (text.empty()) return unknown_command(topic);
  (void)os::write_all(STDOUT_FILENO, text);
  return kExitOk;
}

struct Command {
  std::string_view name;
  int (*run)(const Context&, const Arguments&);
  bool wraps;  // the rest of the line belongs to another program, --help included
};

constexpr std::array kCommands = {
    Command{"make", make_command, true},        Command{"ninja", ninja_command, true},
    Command{"cmake", cmake_command, true},      Command{"meson", meson_command, true},
    Command{"run", run_command_line, true},     Command{"status", status_command, false},
    Command{"workers", workers_command, false}, Command{"cache", cache_command, false},
    Command{"why", why_command, false},         Command{"doctor", doctor_command, false},
    Command{"explain", explain_command, false}, Command{"shims", shims_command, false},
    Command{"version", version_command, false}, Command{"help", help_command, false},
};

const Command* find(std::string_view name) {
  const auto* found =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& c) { return c.name == name; });
  return found == kCommands.end() ? nullptr : found;
}

bool is_help(std::string_view word) {
  return word == "--help" || word == "-h";
}

int dispatch(const Context& context, std::string_view name, const Arguments& arguments) {
  const Command* command = find(name);
  if (command == nullptr) return unknown_command(name);
  const bool asks = !arguments.empty() && is_help(arguments[0]);
  if (asks && (!command->wraps || name == "run")) return help_command(context, {std::string(name)});
  return command->run(context, arguments);
}

// A flag before the command. False if it is none of ours.
bool take_flag(const std::string& flag, Context& context) {
  if (flag == "-q" || flag == "--quiet") {
    context.quiet = true;
  } else if (flag == "--color=auto") {
    context.colour = Colour::automatic;
  } else if (flag == "--color=always") {
    context.colour = Colour::always;
  } else if (flag == "--color=never") {
    context.colour = Colour::never;
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool is_command(std::string_view word) {
  return find(word) != nullptr || word == "-h" || word == "-V" || word == "-q" || word.starts_with("--");
}

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) names.push_back(command.name);
  return names;
}

int run_command(const std::vector<std::string>& arguments) {
  Context context{.self = own_path()};
  std::size_t i = 0;
  for (; i < arguments.size() && arguments[i].starts_with("-"); ++i) {
    if (is_help(arguments[i])) return help_command(context, {});
    if (arguments[i] == "--version" || arguments[i] == "-V") return version_command(context, {});
    if (!take_flag(arguments[i], context)) {
      return complain(context, kExitUsage, fmt::format("unknown flag {}", arguments[i]),
                      "see hgbuild --help");
    }
  }
  if (i == arguments.size())
    return complain(context, kExitUsage, "no command and no compiler",
                    "usage: hgbuild COMMAND ARGS... or hgbuild COMPILER ARGS...; see hgbuild --help");
  return dispatch(context, arguments[i],
                  {arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end()});
}

int unknown_command(std::string_view word) {
  const auto meant = suggest(word, command_names());
  return complain(Context{}, kExitUsage,
                  fmt::format("{}: no such command, and no such program in PATH", word),
                  meant ? fmt::format("did you mean \"hgbuild {}\"?", *meant) : "see hgbuild --help");
}

}  // namespace hg::hgbuild
