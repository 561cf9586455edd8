#include "hg/client/label.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "hg/os/path.h"

namespace hg::client {

std::string label_of(const std::vector<std::string>& arguments) {
  constexpr std::array<std::string_view, 15> kSources = {"c", "cc", "cpp", "cxx", "c++", "C",   "m", "mm",
                                                         "i", "ii", "s",   "S",   "cp",  "CPP", "M"};
  std::string label;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "-o" && label.empty() && i + 1 < arguments.size()) label = arguments[i + 1];
    if (word.starts_with('-')) continue;
    if (std::find(kSources.begin(), kSources.end(), os::extension(word)) != kSources.end()) label = word;
  }
  return label;
}

}  // namespace hg::client
