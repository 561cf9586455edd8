// Decompresses arbitrary bytes with a limit. The result never exceeds it, every error has one of the two
// promised codes, and what came out goes in and out again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "hg/codec/zstd.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLimit = std::size_t{1} << 20U;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const hg::Result<std::string> content = hg::codec::decompress(bytes, kLimit);
  if (!content) {
    const hg::Code code = content.error().code();
    require(code == hg::Code::data_loss || code == hg::Code::resource_exhausted);
    return 0;
  }
  require(content->size() <= kLimit);
  require(hg::codec::decompress(hg::codec::compress(*content), content->size()).value() == *content);
  return 0;
}
