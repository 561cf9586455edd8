#include "hg/compiler/indentation/statements.h"

#include <algorithm>
#include <array>

namespace hg::compiler::indentation {
namespace {

// Deeper than people write; what is nested deeper is taken for misleading.
constexpr std::size_t kMaxDepth = 10'000;

// Words behind which a statement does not end, though the line does.
constexpr std::array<std::string_view, 11> kGoOn = {
    "return", "throw", "co_return", "co_yield", "co_await", "new", "delete", "goto", "case", "and", "or"};

bool is_name(const Token& token) {
  return token.kind == Token::Kind::word && std::find(kGoOn.begin(), kGoOn.end(), token.text) == kGoOn.end();
}

}  // namespace

void Statements::take(const Token& token) {
  if (misleading_) return;
  if (!settle(token)) {
    if (in(State::condition) && (token.is('{') || token.is(';'))) stack_.back().state = State::statement;
    if (in(State::statement)) {
      stack_.back().body = token;
      stack_.back().state = State::inside;
    } else if (in(State::inside)) {
      may_be_next(token);
    }
    nest(token);
  }
  previous_ = token;
}

void Statements::nest(const Token& token) {
  if (token.is('(') || token.is('[')) {
    push(Kind::parenthesis, State::inside, token);
  } else if (token.is(')') || token.is(']')) {
    close_parenthesis();
  } else if (token.is('{')) {
    push(Kind::brace, State::inside, token);
  } else if (token.is('}')) {
    close_brace();
  } else if (token.is(';')) {
    if (in(State::inside) || in(State::tail)) ended_ = Ended::yes;
  } else if (token.kind == Token::Kind::word) {
    begin_guard(token);
  }
}

Statements::Open Statements::open() const {
  if (in(State::condition)) return Open::condition;
  return in(State::statement) ? Open::statement : Open::no;
}

void Statements::push(Kind kind, State state, const Token& token) {
  stack_.push_back({kind, state, token, previous_});
  if (stack_.size() > kMaxDepth) misleading_ = token;
}

void Statements::drop_guards() {
  while (!stack_.empty() && stack_.back().guards()) stack_.pop_back();
}

void Statements::close_parenthesis() {
  drop_guards();
  if (stack_.empty() || stack_.back().kind != Kind::parenthesis) return;
  called_ = is_name(stack_.back().body);
  stack_.pop_back();
  if (in(State::condition)) stack_.back().state = State::statement;
}

void Statements::close_brace() {
  while (!stack_.empty() && stack_.back().kind != Kind::brace) stack_.pop_back();
  if (stack_.empty()) return;
  const char* const opening = stack_.back().opening.text.data();
  stack_.pop_back();
  if (in(State::inside)) ended_ = stack_.back().body.text.data() == opening ? Ended::yes : Ended::perhaps;
}

void Statements::begin_guard(const Token& token) {
  const std::string_view word = token.text;
  if (word == "if") {
    push(Kind::if_, State::condition, token);
  } else if (word == "for" || word == "while") {
    push(Kind::loop, State::condition, token);
  } else if (word == "else") {
    push(Kind::else_, State::statement, token);
  } else if (word == "do") {
    push(Kind::do_, State::statement, token);
  } else if (word == "switch") {
    push(Kind::switch_, State::condition, token);
  } else if (!macros_.guards.empty()) {
    const auto macro = macros_.guards.find(word);
    if (macro == macros_.guards.end()) return;
    push(Kind::if_, macro->second ? State::condition : State::statement, token);
  }
}

// After the end of a statement: `next` follows it, and all that ended with it. True if that was all it is.
bool Statements::settle(const Token& next) {
  if (ended_ == Ended::perhaps) {
    // `LOOP(x) {…}` ends with its brace; `call([] {…})`, `T{…}.f()` and `try {…} catch (…) {…}` go on.
    const bool goes_on = next.kind != Token::Kind::word ? !next.is('}') : next.text == "catch";
    ended_ = goes_on ? Ended::no : Ended::yes;
  }
  if (ended_ == Ended::no) return false;
  ended_ = Ended::no;
  while (in(State::inside) || in(State::tail)) {
    Frame& frame = stack_.back();
    if (frame.kind == Kind::do_ && frame.state == State::inside && next.is("while")) {
      frame.state = State::tail;
      return true;
    }
    if (frame.kind == Kind::if_ && next.is("else")) {
      frame = {Kind::else_, State::statement, next, {}};
      return true;
    }
    check(frame, next);
    stack_.pop_back();
  }
  return false;
}

// A macro may hold the semicolon, or a whole statement: `CHECK(x)` and, on the next line, what looks guarded.
void Statements::may_be_next(const Token& token) {
  const bool begins = token.kind == Token::Kind::word || token.is('{');
  const bool ends = (previous_.is(')') && called_) || is_name(previous_);
  if (!begins || !ends || !token.first_on_line()) return;
  for (auto frame = stack_.rbegin(); frame != stack_.rend() && frame->guards(); ++frame) check(*frame, token);
}

void Statements::check(const Frame& frame, const Token& next) {
  if (!misleading_ && misleads(frame, next)) misleading_ = frame.opening;
}

// gcc's own rules need the macros expanded: where a body, or what seems to be next, is a macro that expands
// to nothing, gcc judges by the tokens that follow. Then every column behind the guard's indentation counts.
bool Statements::misleads(const Frame& frame, const Token& next) const {
  const Token& guard = frame.opening;
  const Token& body = frame.body;
  if (frame.kind == Kind::do_ || frame.kind == Kind::switch_ || body.is('{')) return false;
  if (next.is('}') || next.is(';') || next.is("else")) return false;
  if (next.line == body.line) return guard.line != body.line || guard.first_on_line();
  if (!next.first_on_line()) return false;
  const std::size_t column = column_of(next);
  const std::size_t indentation = indentation_of(guard);
  if (body.is(';') && next.is('{') && column == indentation) return true;
  if (column <= indentation) return false;
  const std::size_t bodys = column_of(body);
  return column == bodys || body.is(';') || may_be_macro(body) || (column > bodys && may_be_macro(next));
}

bool Statements::may_be_macro(const Token& token) const {
  return token.kind == Token::Kind::word && macros_.defined(token.text);
}

std::size_t Statements::column_of(const Token& token) const {
  std::size_t column = 0;
  for (const char* at = token.line; at != token.text.data(); ++at) {
    column = *at == '\t' ? (column / tab_ + 1) * tab_ : column + 1;
  }
  return column;
}

// The column of the first word of its line.
std::size_t Statements::indentation_of(const Token& token) const {
  Token first = token;
  const char* at = token.line;
  while (at != token.text.data() && is_blank(*at)) ++at;
  first.text = {at, 0};
  return column_of(first);
}

}  // namespace hg::compiler::indentation
