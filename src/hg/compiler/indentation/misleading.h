// Would gcc's -Wmisleading-indentation warn of the sources that a text was made from?
//
// gcc never gives this warning for text with line markers: it takes the markers for signs of generated code.
// So a worker's gcc is silent where the user's would warn, and this is the judgement that replaces it. It may
// say yes too often, which costs a compile on the user's machine, and must not say no where gcc would warn.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hg::compiler::indentation {

struct Options {
  unsigned tab = 8;             // -ftabstop=
  bool system_headers = false;  // -Wsystem-headers: gcc warns of these, too
};

// Nothing if the warning is off. `arguments` are those of gcc; a #pragma in the text can turn it on, too.
std::optional<Options> warning_options(const std::vector<std::string>& arguments, std::string_view text);

// `text` is the output of `gcc -E -fdirectives-only`, which keeps the lines and the macros of the sources.
// Returns what gcc may warn of in words ("src/a.c:12: if"), nothing if it would certainly not. Linear in time
// and memory: about 10 ms for a megabyte of the user's own code.
std::optional<std::string> find_misleading(std::string_view text, const Options& options);

}  // namespace hg::compiler::indentation
