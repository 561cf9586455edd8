#include "commands.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "hg/base/version.h"
#include "hg/os/file.h"

namespace hgbuild {
namespace {

constexpr int kUsageError = 2;

int say(int fd, const std::string& text, int exit_code) {
  return hg::os::write_all(fd, text) ? exit_code : 1;
}

int show_version(const std::vector<std::string>&) {
  return say(STDOUT_FILENO, "hgbuild " + std::string(hg::version()) + "\n", 0);
}

int show_help(const std::vector<std::string>&);

constexpr std::array kCommands = {
    Command{"help", "this text", show_help}, Command{"version", "the version", show_version},
    Command{"--help", "", show_help},        Command{"-h", "", show_help},
    Command{"--version", "", show_version},  Command{"-V", "", show_version},
};

int show_help(const std::vector<std::string>&) {
  std::string text =
      "usage: hgbuild cc|c++|COMPILER ARGUMENTS...   compile on the grid, in place of the compiler\n"
      "       hgbuild COMMAND [ARGUMENTS...]\n"
      "\ncommands:\n";
  for (const Command& command : kCommands) {
    if (command.summary.empty()) continue;
    std::string name(command.name);
    name.resize(std::max<std::size_t>(name.size(), 10), ' ');
    text += "  " + name + std::string(command.summary) + "\n";
  }
  return say(STDOUT_FILENO, text, 0);
}

}  // namespace

const Command* find_command(std::string_view word) {
  const auto* found =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& c) { return c.name == word; });
  return found == kCommands.end() ? nullptr : found;
}

int no_command() {
  return say(STDERR_FILENO, "hgbuild: no compiler and no command; see hgbuild --help\n", kUsageError);
}

}  // namespace hgbuild
