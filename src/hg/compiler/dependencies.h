// Dependency files: every spelling of the user's wish, turned into explicit names for the preprocess step.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hg/compiler/command_line.h"
#include "hg/model/toolchain.h"

namespace hg::compiler {

class Dependencies {
 public:
  explicit Dependencies(model::CompilerFamily family) : family_(family) {}

  // Takes an option of Use::dependency. False: a combination that we do not copy.
  bool add(const Argument& argument, const std::vector<std::string>& words);
  // Takes -Wp,…: dependency options and macro definitions. The definitions go to `defines`.
  bool add_wp(const Argument& argument, std::vector<std::string>& defines);

  struct Names {
    std::string_view input;
    std::string_view output;  // as written after -o; empty = no -o
  };
  // False if what was added does not go together.
  [[nodiscard]] bool consistent() const;
  // Where the compiler would have written the file, if it was asked for one.
  [[nodiscard]] std::optional<std::string> file(const Names& names) const;
  // Options that make the preprocess step write it to `temporary`.
  [[nodiscard]] std::vector<std::string> options(const Names& names, std::string_view temporary) const;

 private:
  [[nodiscard]] std::string default_target(const Names& names) const;

  model::CompilerFamily family_;
  std::vector<std::string> words_;  // the driver's -MD, -MMD, -MT, -MQ, -MP as they came
  bool wanted_ = false;             // -MD or -MMD, to the driver
  bool wp_wanted_ = false;          // the same behind -Wp,
  bool target_given_ = false;
  bool wp_target_given_ = false;
  bool phony_ = false;
  std::optional<std::string> file_;
  bool repeated_ = false;
};

}  // namespace hg::compiler
