// What of a preprocessed text its compiler may warn of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hg::compiler::indentation {

struct UserCode {
  std::vector<std::string_view> pieces;       // whole lines; line markers within are left in
  std::vector<std::string_view> definitions;  // what follows "#define" in them, up to the end of the text
  bool columns_run_out = false;               // so much code that gcc stops counting columns (and says so)
};

// `text` is the output of `gcc -E -fdirectives-only`. Headers that the markers call the system's are left
// out, unless asked for.
UserCode user_code(std::string_view text, bool system_headers);

// "src/a.c:12", by the markers, as they spell the name. `at` points into the text.
std::string place_of(std::string_view text, const char* at);

}  // namespace hg::compiler::indentation
