// Dependency files: whatever they hold, no file is named that they do not hold.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "hg/compiler/key/depfile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto files = hg::compiler::key::parse_depfile(text);
  if (!files) return 0;
  std::size_t length = 0;
  for (const std::string& file : *files) {
    if (file.empty()) std::abort();
    length += file.size();
  }
  if (length > size) std::abort();
  return 0;
}
