#include "hg/base/split.h"
#include "hg/compiler/identity/anatomy.h"
#include "hg/compiler/identity/ask.h"
#include "hg/compiler/identity/elf.h"

namespace hg::compiler::identity {

// The loader is asked, because only it knows its cache, RUNPATHs and hardware variants. It prints
//   "\tlibisl.so.23 => /lib/x86_64-linux-gnu/libisl.so.23 (0x00007f...)"
// and, for itself and the vDSO, lines without an arrow.
Result<std::vector<Anatomy::Part>> shared_libraries(const std::string& program,
                                                    const SearchEnvironment& environment) {
  HG_TRY_ASSIGN(const std::string loader, elf_interpreter(program));
  if (loader.empty()) return std::vector<Anatomy::Part>();
  HG_TRY_ASSIGN(const std::string list, ask(loader, {"--list", program}, environment));
  std::vector<Anatomy::Part> libraries;
  for (const std::string_view line : split(list, '\n')) {
    const std::size_t arrow = line.find(" => ");
    const std::size_t address = line.rfind(" (0x");
    if (arrow == std::string::npos) continue;
    const std::size_t start = line.find_first_not_of(" \t");
    const std::string name(line.substr(start, arrow - start));
    if (address == std::string::npos || address < arrow + 4) {
      return fail(Code::failed_precondition, program + " needs " + name + ", which is not installed");
    }
    libraries.push_back({"library " + name, std::string(line.substr(arrow + 4, address - arrow - 4))});
  }
  return libraries;
}

}  // namespace hg::compiler::identity
