// The command line of a daemon: a few commands, each with options that may also stand in the environment and
// in a YAML file. The command line wins over the environment, that over the file, the file over the default.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "hg/base/result.h"

namespace hg::config {

// What `main` does instead of running: print and leave.
struct Exit {
  int code = 0;
  std::string out;  // to stdout: help, version
  std::string err;  // to stderr: one line that says what is wrong and what to do
};

template <typename T>
using Parsed = tl::expected<T, Exit>;

struct Option {
  std::string name;        // "grpc-port": --grpc-port on the command line, `grpc-port:` in the file
  std::string value_name;  // "PORT"; empty: a switch without a value (`true`/`false` in the file)
  std::string help;        // with the default, where there is one
  std::string variable;    // environment variable with the same meaning, or empty
  bool in_file = true;
  std::function<Status(std::string_view value)> apply;  // a switch gets "true" or "false"
};

struct Command {
  std::string name;  // "serve"
  std::string help;
  std::vector<Option> options;  // --config is added where an option may stand in a file
};

struct Program {
  std::string name;  // "hg-coord"
  std::string help;
  std::vector<Command> commands;
};

using Environment = std::function<const char*(const char* name)>;

// Applies everything and returns the command's name. Exit codes: 0 for --help and --version, 2 for anything
// wrong.
Parsed<std::string> parse(const Program& program, int argc, const char* const* argv,
                          const Environment& environment);

}  // namespace hg::config
