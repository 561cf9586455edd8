// @file on a command line.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hg::compiler {

using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

// The words of a response file as libiberty and LLVM cut them: white space separates, '…' and "…" group, a
// backslash takes the next character as it is, also inside quotes. nullopt where the two differ (an empty
// word, a NUL byte, an open quote or backslash at the end).
std::optional<std::vector<std::string>> split_response_file(std::string_view text);

struct Expanded {
  std::vector<std::string> arguments;
  std::string problem;  // the "@file" that could not be expanded; empty = all is well
};

// Replaces every readable @file by its words, to any depth up to 16, 16 MiB in all, loops refused. Relative
// names are relative to the working directory, also inside other files, as both compilers have it.
// `read_file` may be empty.
Expanded expand_response_files(const std::vector<std::string>& arguments, const ReadFile& read_file);

}  // namespace hg::compiler
