// Reads arbitrary bytes as fields in an order that the bytes choose. Whatever they are, the reader ends,
// tells the truth about its state, and gives no more than it was given; and what it has read, written anew,
// is the bytes it has read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "hg/codec/fields.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::size_t total(const std::vector<std::string>& texts) {
  std::size_t size = 0;
  for (const std::string& text : texts) size += text.size();
  return size;
}

// Reads one field of the kind that `choice` names, and writes it again.
void copy_field(std::uint8_t choice, std::size_t most, hg::codec::FieldReader& reader,
                hg::codec::FieldWriter& writer) {
  switch (choice % 5) {
    case 0:
      writer.u8(reader.u8());
      break;
    case 1:
      writer.u32(reader.u32());
      break;
    case 2:
      writer.u64(reader.u64());
      break;
    case 3: {
      const std::string text = reader.text();
      require(text.size() <= most);
      writer.text(text);
      break;
    }
    default: {
      const std::vector<std::string> texts = reader.texts();
      require(texts.size() <= most && total(texts) <= most);
      writer.texts(texts);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kFields = 8;
  if (size < kFields) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + kFields, size - kFields);
  hg::codec::FieldReader reader(bytes);
  hg::codec::FieldWriter writer;
  for (std::size_t i = 0; i < kFields; ++i) {
    copy_field(data[i], bytes.size(), reader, writer);
    if (!reader.ok()) break;
    require(bytes.starts_with(writer.bytes()));
    require(reader.at_end() == (bytes.size() == writer.bytes().size()));
  }
  if (!reader.ok()) {
    require(!reader.at_end() && reader.u64() == 0 && reader.text().empty() && reader.texts().empty());
  }
  return 0;
}
