// hgbuild: a compiler first; what a person types comes second. A compile passes through no option parser.
#include <unistd.h>

#include <string>
#include <vector>

#include "commands.h"
#include "hg/client/invocation.h"
#include "hg/client/program.h"
#include "hg/os/path.h"

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  const bool masquerade = argc > 0 && hg::client::is_compiler_name(hg::os::base_name(words[0]));
  if (!masquerade) {
    if (words.size() < 2) return hgbuild::no_command();
    if (const auto* command = hgbuild::find_command(words[1])) {
      return command->run({words.begin() + 2, words.end()});
    }
  }
  return hg::client::run_as_compiler(words, environ);
}
