// Follows `if`, `else`, `for` and `while` to the statement behind the one that they guard.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "hg/compiler/indentation/macros.h"
#include "hg/compiler/indentation/tokens.h"

namespace hg::compiler::indentation {

// Takes tokens one by one; time and memory are linear. Macros are not expanded, so what the statements are is
// a guess: where it is open, the layout counts that would be worth a warning.
class Statements {
 public:
  // `macros` must outlive this. `tab`: columns of a tabulator.
  Statements(const Macros& macros, unsigned tab) : macros_(macros), tab_(tab) {}

  void take(const Token& token);

  // The guard that gcc may warn of: the first one.
  [[nodiscard]] const std::optional<Token>& misleading() const { return misleading_; }

  // After all tokens of a macro: would the guarded statement have to follow?
  enum class Open : std::uint8_t { no, condition, statement };
  [[nodiscard]] Open open() const;

 private:
  enum class Kind : std::uint8_t { parenthesis, brace, if_, else_, loop, do_, switch_ };
  enum class State : std::uint8_t { condition, statement, inside, tail };
  struct Frame {
    Kind kind;
    State state;
    Token opening;  // the guard, or the parenthesis, or the brace
    Token body;  // what the guard guards; until it has come, and without a guard, what is before the opening
    [[nodiscard]] bool guards() const { return kind >= Kind::if_; }
  };

  [[nodiscard]] bool in(State state) const {
    return !stack_.empty() && stack_.back().guards() && stack_.back().state == state;
  }
  void nest(const Token& token);
  void push(Kind kind, State state, const Token& token);
  void drop_guards();
  void close_parenthesis();
  void close_brace();
  void begin_guard(const Token& token);
  bool settle(const Token& next);
  void may_be_next(const Token& token);
  void check(const Frame& frame, const Token& next);
  [[nodiscard]] bool misleads(const Frame& frame, const Token& next) const;
  [[nodiscard]] bool may_be_macro(const Token& token) const;
  [[nodiscard]] std::size_t column_of(const Token& token) const;
  [[nodiscard]] std::size_t indentation_of(const Token& token) const;

  const Macros& macros_;
  unsigned tab_;
  std::vector<Frame> stack_;
  enum class Ended : std::uint8_t { no, perhaps, yes } ended_ = Ended::no;  // the statement of the last frame
  Token previous_;
  bool called_ = false;  // the last parentheses were those of a call, not of a cast
  std::optional<Token> misleading_;
};

}  // namespace hg::compiler::indentation
