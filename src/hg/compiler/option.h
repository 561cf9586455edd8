// The grammar of gcc's and clang's command lines as data: one row per option (rows_*.h), longest match wins.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "hg/model/reason.h"
#include "hg/model/toolchain.h"

namespace hg::compiler {

// How an option's value comes.
enum class Value : std::uint8_t {
  none,                // -c
  joined,              // -O2, -std=c99; the value may be empty
  separate,            // -Xclang VALUE
  joined_or_separate,  // -Idir, -I dir
  two,                 // -sectobjectsymbols A B
};

enum class Families : std::uint8_t { both, gcc, clang };

// What the option means for a compile that is preprocessed here and compiled elsewhere.
enum class Use : std::uint8_t {
  both,        // for the preprocessor (macros follow from it) and for the compiler
  remote,      // for the compiler only: the preprocessor would call it unused
  preprocess,  // for the preprocessor only
  define,      // preprocessor; clang's rewritten includes need it once more on the worker
  link,        // for the linker only: gcc ignores it, clang says so and must say it on the worker too
  dependency,  // the .d is written by the preprocess step; plan() gives explicit names
  drop,        // changes no byte
  mode,        // -c, -o, -x, …: what the command does; plan() makes its own
  local,       // the compile stays here, for the row's reason
};

// Options that need more than their Use says.
enum class Special : std::uint8_t {
  none,
  compile,   // -c
  assembly,  // -S
  output,    // -o
  language,  // -x
  end,       // --
  md,        // -MD, -MMD
  mf,
  target,       // -MT, -MQ
  phony,        // -MP
  wp,           // -Wp,…
  include,      // -include, -imacros
  include_dir,  // -I and its like
  arch,         // -march=, -mtune=, -mcpu=: "native"
  assembler,    // -Wa,…
  llvm,         // -mllvm
  generic,      // a family of options: a value that may name a file makes it local
  debug,        // -g…
  lto,
  random_seed,
  openmp,  // gcc: not for the preprocessor, which would swallow the pragmas
  color,
  no_caret,                 // clang: messages do not quote the source
  quiet_unused,             // clang: no word about unused arguments
  working_directory_value,  // the user names the compilation directory himself
  stack_usage,
  callgraph,
  sanitize,
};

struct Option {
  std::string_view name;
  Value value = Value::none;
  Use use = Use::both;
  Families families = Families::both;
  model::Reason reason = model::Reason::none;  // for Use::local
  Special special = Special::none;
};

// The row that `word` is an instance of, or nullptr. Without a family, the rows of both count.
const Option* find_option(std::string_view word, std::optional<model::CompilerFamily> family);

// All rows, sorted by name, for tests and documentation.
std::span<const Option> all_options();

}  // namespace hg::compiler
