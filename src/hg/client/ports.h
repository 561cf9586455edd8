// What the pipeline of one compile needs of the outside, each behind a small interface.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/client/ipc/messages.h"
#include "hg/compiler/invocation.h"
#include "hg/compiler/key/search_path.h"
#include "hg/model/compile.h"
#include "hg/model/failure.h"

namespace hg::client {

// Which compiler `driver` (a path) is.
class Toolchains {
 public:
  virtual ~Toolchains() = default;
  virtual Result<model::Toolchain> identify(const std::string& driver) = 0;
  // `remote` with -march=native and its like replaced by what they mean on this machine.
  virtual Result<std::vector<std::string>> expand_native(const std::string& driver,
                                                         const model::Toolchain& toolchain,
                                                         const std::vector<std::string>& remote) = 0;
};

struct Preprocessed {
  model::PreprocessedSource source{};
  std::string dependencies{};  // the .d file's content, if the plan has one
};

// Runs the local step of a plan. Fails with the reason why the compile must stay here.
class Preprocessor {
 public:
  virtual ~Preprocessor() = default;
  virtual tl::expected<Preprocessed, model::Failure> preprocess(const std::string& driver,
                                                                const model::Toolchain& toolchain,
                                                                const compiler::Plan& plan,
                                                                int interrupt_fd) = 0;
};

// The conversation of one compile with hg-agent. Without a usable agent it still hands out slots, by lock
// files.
class Agent {
 public:
  struct Admission {
    bool grid = false;         // preprocess, then compile(); else compile here, and a slot is already held
    model::Failure failure{};  // why not the grid
  };

  virtual ~Agent() = default;
  virtual Admission open(const ipc::Hello& hello) = 0;
  // After an admission to the grid.
  virtual model::CompileOutcome compile(const model::CompileTask& task, int interrupt_fd) = 0;
  // Waits for a compile slot, unless one is held.
  virtual void take_slot() = 0;
  // What became of it; never fails, never waits.
  virtual void report(const ipc::Outcome& outcome) = 0;
};

// A file to be written in the place where the compiler would have written it.
struct Installed {
  enum class Writer {
    gcc_assembler,
    clang,
    stream
  };  // who would have written it: each treats old files its own way
  std::string path{};
  std::string bytes{};
  Writer writer = Writer::stream;
};

class Files {
 public:
  virtual ~Files() = default;
  virtual bool is_regular(const std::string& path) = 0;
  // Same file under two names? False if one is missing.
  virtual bool same(const std::string& a, const std::string& b) = 0;
  virtual Status install(const Installed& file) = 0;
};

// Where a compiler looks for includes.
class SearchPaths {
 public:
  virtual ~SearchPaths() = default;
  virtual Result<compiler::key::SearchPath> of(const std::string& driver, const model::Toolchain& toolchain,
                                               const compiler::Plan& plan) = 0;
};

// Signals that end us. Between arm() and disarm() they only make the descriptor readable.
class Interrupts {
 public:
  virtual ~Interrupts() = default;
  virtual int arm() = 0;
  virtual bool pending() = 0;
  virtual int signal() = 0;   // the pending one, 0 if there is none
  virtual void disarm() = 0;  // a pending signal takes effect
};

}  // namespace hg::client
