// A stored file of any origin: as its envelope, and its content as an entry. Nothing crashes; what is taken
// is, written anew, taken again and the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "hg/cache/entry.h"
#include "hg/cache/envelope.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto id = hg::cache::read_envelope(bytes)) {
    const auto payload = hg::cache::open_envelope(*id, bytes);
    require(payload && hg::cache::seal(*id, *payload) == bytes);
  }
  const auto entry = hg::cache::decode_entry(bytes);
  if (!entry) {
    require(entry.error().code() == hg::Code::data_loss);
    return 0;
  }
  const auto again = hg::cache::encode(*entry);
  require(again.has_value());
  const auto twice = hg::cache::decode_entry(*again);
  require(twice && twice->outputs.size() == entry->outputs.size());
  require(twice->standard_error == entry->standard_error && twice->creator == entry->creator);
  return 0;
}
