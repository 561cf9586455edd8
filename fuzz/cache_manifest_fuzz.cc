// The content of a manifest's frame, whatever it holds: nothing crashes, every number stays inside its table,
// and what is taken is, written anew, the same bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "hg/cache/manifest.h"
#include "hg/codec/zstd.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  auto manifest = hg::cache::decode_manifest(hg::codec::compress(content));
  if (!manifest) {
    require(manifest.error().code() == hg::Code::data_loss);
    return 0;
  }
  require(hg::codec::decompress(hg::cache::encode(*manifest).value(), size).value() == content);
  const auto none =
      manifest->find([](const auto&, const auto&) { return false; }, [](const auto&) { return true; });
  require(!none);
  const auto first =
      manifest->find([](const auto&, const auto&) { return true; }, [](const auto&) { return true; });
  require(first && first->index == 0);
  require(manifest->add(manifest->variant(manifest->size() - 1)).has_value());
  require(hg::cache::encode(*manifest).has_value());
  return 0;
}
