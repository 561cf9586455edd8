// What stands behind the '?'.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "hg/base/result.h"

namespace hg::dashboard {

// "%20" -> " ", "+" stays. invalid_argument for a '%' without two hexadecimal digits.
Result<std::string> percent_decoded(std::string_view text);

class Query {
 public:
  // invalid_argument, with a message for people: a parameter twice, or one that is not among `known` (names
  // with spaces between: "limit before").
  static Result<Query> parse(std::string_view text, std::string_view known);

  // "" if it is not there.
  [[nodiscard]] std::string text(const std::string& name) const;
  // `otherwise` if it is not there; invalid_argument for what is no number from `lowest` to `highest`.
  [[nodiscard]] Result<std::uint64_t> number(const std::string& name, std::uint64_t otherwise,
                                             std::uint64_t lowest, std::uint64_t highest) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace hg::dashboard
