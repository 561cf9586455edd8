// One run of plan(): the words are taken one by one, then what follows from all of them is added. Private to
// plan().
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hg/compiler/command_line.h"
#include "hg/compiler/dependencies.h"
#include "hg/compiler/invocation.h"

namespace hg::compiler {

class Planner {
 public:
  Planner(const Classified& classified, const model::Toolchain& toolchain, const Surroundings& surroundings)
      : words_(classified.expanded),
        toolchain_(toolchain),
        surroundings_(surroundings),
        gcc_(toolchain.family == model::CompilerFamily::gcc),
        arguments_(parse(words_, toolchain.family)),
        dependencies_(toolchain.family) {}

  Plan run() &&;

 private:
  enum To : unsigned { kNowhere = 0, kPreprocess = 1, kRemote = 2, kBoth = 3 };

  void stay(model::Reason reason, std::string_view detail) {
    if (plan_.reason != model::Reason::none) return;
    plan_.reason = reason;
    plan_.detail = detail;
  }
  void stay(model::Reason reason, const Argument& argument) { stay(reason, words_[argument.first]); }
  void copy(const Argument& argument, To where);
  [[nodiscard]] bool exists(const std::string& path) const {
    return surroundings_.exists && surroundings_.exists(path);
  }

  void find_names();
  void take(const Argument& argument);
  To take_special(const Argument& argument, To where);
  To where_by_use(const Argument& argument);
  To take_openmp(const Argument& argument);
  void take_generic(const Argument& argument);
  void take_wp(const Argument& argument);
  void take_color(const Argument& argument);
  void check_includes();
  void choose_language();
  void add_outputs();
  void add_dependencies();
  void add_debug();
  void add_terminal();

  const std::vector<std::string>& words_;
  const model::Toolchain& toolchain_;
  const Surroundings& surroundings_;
  const bool gcc_;
  const std::vector<Argument> arguments_;
  Dependencies dependencies_;
  Plan plan_;

  std::string_view language_ = "none";  // -x before the input
  std::string_view output_;             // as written; empty = no -o
  bool assembly_ = false;
  bool debug_ = false;
  bool directory_given_ = false;
  bool quiet_unused_ = false;
  bool color_given_ = false;
  bool carets_ = true;
  bool stack_usage_ = false;
  bool callgraph_ = false;
  std::vector<std::string> front_;  // for the preprocess step, before the user's words
  std::vector<std::string_view> includes_;
  std::vector<std::string_view> include_dirs_;
};

}  // namespace hg::compiler
