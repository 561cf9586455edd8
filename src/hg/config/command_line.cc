#include "hg/config/command_line.h"

#include <CLI/CLI.hpp>
#include <map>

#include "hg/base/suggest.h"
#include "hg/base/version.h"
#include "hg/config/yaml_file.h"

namespace hg::config {
namespace {

constexpr int kUsage = 2;

tl::unexpected<Exit> refuse(const Program& program, const std::string& what) {
  return tl::unexpected<Exit>(Exit{.code = kUsage, .out = "", .err = program.name + ": " + what + "\n"});
}

// What stood on the command line for one command.
struct Given {
  std::map<std::string, std::string> values;
  std::string config_path;
};

void declare(CLI::App& app, const Command& command, Given& given) {
  bool file = false;
  for (const Option& option : command.options) {
    std::string& slot = given.values[option.name];
    if (option.value_name.empty()) {
      app.add_flag_callback("--" + option.name, [&slot] { slot = "true"; }, option.help);
    } else {
      app.add_option("--" + option.name, slot, option.help)->type_name(option.value_name);
    }
    file = file || option.in_file;
  }
  if (file) app.add_option("--config", given.config_path, "Read options from a YAML file")->type_name("FILE");
}

// CLI11 says which words it did not know; the nearest option that exists is worth more than its usage text.
std::string unknown_word(const CLI::App& app, const std::string& word, const Program& program) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) names.push_back(option->get_name());
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  const std::string stem = word.substr(0, word.find('='));
  const std::vector<std::string_view> views(names.begin(), names.end());
  std::string line = (word.starts_with("-") ? "unknown option " : "unknown command ") + word;
  if (const auto near = suggest(stem, views)) return line + "; did you mean " + std::string(*near) + "?";
  return line + "; see " + program.name + " --help";
}

Exit explain(const CLI::App& app, const CLI::ParseError& error, const Program& program) {
  const CLI::App* at = &app;
  for (const CLI::App* chosen : app.get_subcommands()) at = chosen;
  const std::string kind = error.get_name();
  if (kind == "CallForHelp" || kind == "CallForAllHelp") return {0, at->help(), ""};
  if (kind == "CallForVersion") return {0, program.name + " " + std::string(version()) + "\n", ""};
  return {kUsage, "", program.name + ": " + error.what() + "\n"};
}

// Flag, then environment, then file; the origin goes into the message.
tl::expected<void, Exit> apply(const Program& program, const Command& command, Given& given,
                               const CLI::App& app, const Environment& environment) {
  YamlFile file;
  if (!given.config_path.empty()) {
    std::vector<std::string_view> keys;
    for (const Option& option : command.options) {
      if (option.in_file) keys.push_back(option.name);
    }
    auto read = YamlFile::read(given.config_path, keys);
    if (!read) return refuse(program, read.error().to_string());
    file = *std::move(read);
  }
  for (const Option& option : command.options) {
    const char* variable = option.variable.empty() ? nullptr : environment(option.variable.c_str());
    std::string origin = "--" + option.name;
    std::string value;
    if (app.count("--" + option.name) > 0) {
      value = given.values[option.name];
    } else if (variable != nullptr && *variable != '\0') {
      origin = option.variable;
      value = variable;
    } else if (const YamlFile::Entry* entry = file.find(option.name)) {
      origin = entry->where + ": " + option.name;
      value = entry->value;
    } else {
      continue;
    }
    if (auto status = option.apply(value); !status)
      return refuse(program, origin + ": " + status.error().message());
  }
  return {};
}

}  // namespace

Parsed<std::string> parse(const Program& program, int argc, const char* const* argv,
                          const Environment& environment) {
  CLI::App app(program.help, program.name);
  app.set_version_flag("-V,--version", std::string(version()));
  // Unknown words are collected, not thrown: then they can be answered with the nearest word that exists.
  app.allow_extras();
  std::map<std::string, Given> given;
  for (const Command& command : program.commands) {
    CLI::App& sub = *app.add_subcommand(command.name, command.help);
    sub.allow_extras();
    declare(sub, command, given[command.name]);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return tl::unexpected<Exit>(explain(app, error, program));
  }
  const auto commands = app.get_subcommands();
  const auto extras = app.remaining(true);
  if (!extras.empty()) {
    return refuse(program, unknown_word(commands.empty() ? app : *commands.front(), extras.front(), program));
  }
  if (commands.empty()) return refuse(program, "a command is needed; see " + program.name + " --help");
  const CLI::App* chosen = commands.front();
  for (const Command& command : program.commands) {
    if (command.name != chosen->get_name()) continue;
    if (auto done = apply(program, command, given[command.name], *chosen, environment); !done) {
      return tl::unexpected<Exit>(done.error());
    }
  }
  return chosen->get_name();
}

}  // namespace hg::config
