#include "hg/compiler/indentation/macros.h"

#include "hg/compiler/indentation/tokens.h"

namespace hg::compiler::indentation {

bool Macros::defined(std::string_view name) const {
  constexpr std::string_view kDefine = "define ";
  for (auto at = read_ ? text_.npos : text_.find(kDefine); at != text_.npos; at = text_.find(kDefine, at)) {
    at += kDefine.size();
    const std::string_view rest = text_.substr(at);
    const Token token = Tokens(rest, rest.data(), Tokens::Of::directive).next();
    if (token.kind == Token::Kind::word) names_.insert(token.text);
  }
  read_ = true;
  return names_.contains(name);
}

}  // namespace hg::compiler::indentation
