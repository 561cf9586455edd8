// The commands of hgbuild that are not a compile.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hg::hgbuild {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitUnreachable = 3;  // the coordinator
inline constexpr int kExitProblems = 5;     // doctor looked, and found some
inline constexpr int kExitNotFound = 127;   // the shell's: no such program

// Is `word` (the first argument) a command or a flag of ours? Everything else belongs to the compile path.
// "--anything" is ours (a wrong flag is told), "-print-sysroot" is a compiler's.
bool is_command(std::string_view word);

std::vector<std::string_view> command_names();

// `arguments` without the program; the first is a command or flag. Returns the exit code.
int run_command(const std::vector<std::string>& arguments);

// For a first word that is neither a command nor a program: says so, with what may have been meant.
int unknown_command(std::string_view word);

}  // namespace hg::hgbuild
