// For tests: one compile done twice with a real compiler, directly and by way of plan(), and what differs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hg/compiler/invocation.h"
#include "hg/model/compile.h"

namespace hg::compiler::real {

struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// Runs `argv` (argv[0] is searched for in PATH) in `directory`, with `environment` added to a small fixed
// one.
Ran run(const std::vector<std::string>& argv, const std::string& directory,
        const std::vector<std::string>& environment = {});

model::Toolchain toolchain_of(const std::string& compiler);

struct RoundTrip {
  std::string compiler;                      // "g++"
  std::vector<std::string> arguments;        // the user's
  std::map<std::string, std::string> files;  // relative path -> content, made in the client's directory
};

enum class Went { elsewhere, stayed };

struct Outcome {
  Went went = Went::stayed;
  model::Reason reason = model::Reason::none;  // where it stayed
  std::string detail;
  std::vector<std::string> differences;  // in words; empty = the user cannot tell
  Ran direct;
};

// Files, standard error and exit code of both ways are compared. Debug information that knows how it was made
// (gcc's DW_AT_producer, clang's table of files) is compared by its decoded lines.
Outcome round_trip(const RoundTrip& trip);

// The differences, one a line; "" if there are none.
std::string describe(const Outcome& outcome);

// Words between blanks.
std::vector<std::string> split(const std::string& line);

}  // namespace hg::compiler::real
