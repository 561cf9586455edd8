// From a gcc/clang command line to a decision: run it here as it is, or preprocess here and compile
// elsewhere.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/model/compile.h"
#include "hg/model/reason.h"
#include "hg/model/toolchain.h"

namespace hg::compiler {

// What the grammar asks of the outside: injected, so that it is tested without a disk.
struct Surroundings {
  std::string working_directory;  // as compilers see it: $PWD where that names the directory, else getcwd()
  bool stderr_is_terminal = false;
  std::function<std::optional<std::string>(std::string_view name)> variable;  // of the environment
  std::function<std::optional<std::string>(const std::string& path)>
      read_file;                                                      // response files; nullopt = unreadable
  std::function<bool(const std::string& path)> is_regular_or_absent;  // for output paths
  std::function<bool(const std::string& path)>
      exists;  // precompiled headers, flags whose value may be a file
};

// First look, without knowing which compiler it is.
struct Classified {
  model::Reason reason = model::Reason::none;  // none: a compile that could be distributed
  std::string detail;                          // the flag, variable or file that decided
  bool light = false;  // reason != none: next to no work (a query, -E): runs without taking a slot
  std::vector<std::string> expanded;  // the arguments with response files expanded; what plan() works on
};

// `arguments` without argv[0]. Never fails: what it does not understand is local, with the reason.
Classified classify(const std::vector<std::string>& arguments, const Surroundings& surroundings);

struct ExtraOutput {
  model::OutputKind kind = model::OutputKind::object;
  std::string path;  // where the compiler would have put it, relative to the working directory or absolute
};

// What to do for a distributable compile.
struct Plan {
  model::Reason reason = model::Reason::none;  // none, or why it must stay here after all
  std::string detail;

  model::Language language = model::Language::c;
  std::string input;                   // as the user wrote it
  std::vector<ExtraOutput> outputs;    // the primary output first
  std::optional<std::string> depfile;  // where the user wants the .d, if at all

  // Local step, without the program: writes the text to standard output. Holds the placeholder kDepfile where
  // the name of a temporary dependency file belongs (present iff depfile is).
  std::vector<std::string> preprocess;
  // Remote step, without the program, the input and -o.
  std::vector<std::string> remote;
  bool expand_native = false;         // `remote` still holds -march/-mtune/-mcpu=native: see native.h
  bool debug = false;                 // debug information, which holds the working directory
  std::string compilation_directory;  // set where debug information must be told of it (clang)
  // What the compiler prints on the worker is, byte for byte, what it would print here. Where it is not (gcc
  // reads the source again to quote it), a remote compile that printed anything must be run again here.
  bool diagnostics_exact = false;
};

inline constexpr std::string_view kDepfile =
    "\x01"
    "HG_DEPFILE";

// Second look. `classified.reason` must be none.
Plan plan(const Classified& classified, const model::Toolchain& toolchain, const Surroundings& surroundings);

}  // namespace hg::compiler
