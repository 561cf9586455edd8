// hgbuild: a compiler first; what a person types comes second. A compile passes through no option parser.
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "commands/commands.h"
#include "hg/client/invocation.h"
#include "hg/client/program.h"
#include "hg/os/path.h"
#include "hg/os/subprocess.h"

namespace {

// A compiler's name, a path, an option for the compiler, or at least a program.
bool may_be_compiler(const std::string& word) {
  if (word.starts_with("-") || word.find('/') != std::string::npos || hg::client::is_compiler_name(word))
    return true;
  const char* path = std::getenv("PATH");
  return !hg::os::find_program(word, path == nullptr ? "/usr/bin:/bin" : path).empty();
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  const bool masquerade = argc > 0 && hg::client::is_compiler_name(hg::os::base_name(words[0]));
  if (!masquerade) {
    if (words.size() < 2 || hg::hgbuild::is_command(words[1]))
      return hg::hgbuild::run_command({words.begin() + 1, words.end()});
    if (!may_be_compiler(words[1])) return hg::hgbuild::unknown_command(words[1]);
  }
  return hg::client::run_as_compiler(words, environ);
}
