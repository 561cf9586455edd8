// The join line that a worker is given.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "hg/auth/join.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto join = hg::auth::join_from_text(text);
  if (!join && join.error().message().empty()) std::abort();
  return 0;
}
