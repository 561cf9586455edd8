#include "hg/compiler/indentation/misleading.h"

#include <charconv>

#include "hg/compiler/indentation/statements.h"
#include "hg/compiler/indentation/user_code.h"

namespace hg::compiler::indentation {
namespace {

constexpr int kMaxPasses = 8;

// One definition, its text from the name on.
class Definition {
 public:
  explicit Definition(std::string_view text) : tokens_(text, text.data(), Tokens::Of::directive) {
    name_ = tokens_.next().text;
    parameters_ =
        !name_.empty() && tokens_.position() < text.data() + text.size() && *tokens_.position() == '(';
    if (!parameters_) return;
    for (Token token = tokens_.next(); token.kind != Token::Kind::end && !token.is(')');
         token = tokens_.next()) {
    }
  }
  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] bool parameters() const { return parameters_; }
  void feed(Statements& statements) && {
    for (Token token = tokens_.next(); token.kind != Token::Kind::end; token = tokens_.next())
      statements.take(token);
  }

 private:
  Tokens tokens_;
  std::string_view name_;
  bool parameters_ = false;
};

// gcc's text has a definition in one line, so that of its own layout nothing is known.
void find_guards(const std::vector<std::string_view>& definitions, Macros& macros) {
  std::size_t known = 0;
  for (int pass = 0; pass < kMaxPasses; ++pass) {  // a macro may be used in others above it
    for (const std::string_view text : definitions) {
      Definition definition(text);
      Statements statements(macros, 1);
      const auto name = definition.name();
      const bool parameters = definition.parameters();
      std::move(definition).feed(statements);
      if (statements.open() == Statements::Open::no) continue;
      macros.guards.try_emplace(name, parameters || statements.open() == Statements::Open::condition);
    }
    if (macros.guards.size() == known) break;
    known = macros.guards.size();
  }
}

std::optional<unsigned> tab_of(std::string_view argument) {
  constexpr std::string_view kOption = "-ftabstop=";
  unsigned tab = 0;
  if (!argument.starts_with(kOption)) return std::nullopt;
  argument.remove_prefix(kOption.size());
  const auto [end, error] = std::from_chars(argument.data(), argument.data() + argument.size(), tab);
  if (error != std::errc() || tab < 1 || tab > 100) return std::nullopt;  // gcc's own limits
  return tab;
}

bool turned_on_by_pragma(std::string_view text) {
  return text.find("\"-Wmisleading-indentation\"") != std::string_view::npos ||
         text.find("\"-Wall\"") != std::string_view::npos;
}

}  // namespace

std::optional<Options> warning_options(const std::vector<std::string>& arguments, std::string_view text) {
  Options options;
  bool group = false;
  std::optional<bool> itself;
  for (std::string argument : arguments) {
    if (argument.starts_with("--warn-")) argument.replace(0, 7, "-W");
    if (argument == "-w" || argument == "--no-warnings") return std::nullopt;
    if (argument == "-Wall" || argument == "-Werror=all" || argument == "--all-warnings") group = true;
    if (argument == "-Wno-misleading-indentation") itself = false;
    if (argument == "-Wmisleading-indentation" || argument == "-Werror=misleading-indentation") itself = true;
    if (argument == "-Wsystem-headers") options.system_headers = true;
    if (const auto tab = tab_of(argument)) options.tab = *tab;
  }
  if (itself.value_or(group) || turned_on_by_pragma(text)) return options;
  return std::nullopt;
}

std::optional<std::string> find_misleading(std::string_view text, const Options& options) {
  const UserCode code = user_code(text, options.system_headers);
  if (code.columns_run_out) return "so much code that gcc counts no columns";
  Macros macros(text);
  find_guards(code.definitions, macros);
  Statements statements(macros, options.tab);
  for (const std::string_view piece : code.pieces) {
    Tokens tokens(piece, piece.data(), Tokens::Of::code);
    for (Token token = tokens.next(); token.kind != Token::Kind::end; token = tokens.next())
      statements.take(token);
    if (const auto& guard = statements.misleading()) {
      return place_of(text, guard->text.data()) + ": " + std::string(guard->text);
    }
  }
  return std::nullopt;
}

}  // namespace hg::compiler::indentation
