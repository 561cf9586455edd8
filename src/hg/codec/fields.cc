#include "hg/codec/fields.h"

namespace hg::codec {
namespace {

template <typename Integer>
void append(std::string& out, Integer value) {
  for (std::size_t i = 0; i < sizeof value; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

template <typename Integer>
Integer decode(std::string_view bytes) {
  Integer value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    value |= static_cast<Integer>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

}  // namespace

void FieldWriter::u8(std::uint8_t value) {
  bytes_ += static_cast<char>(value);
}
void FieldWriter::u32(std::uint32_t value) {
  append(bytes_, value);
}
void FieldWriter::u64(std::uint64_t value) {
  append(bytes_, value);
}

void FieldWriter::text(std::string_view value) {
  u32(static_cast<std::uint32_t>(value.size()));
  bytes_ += value;
}

void FieldWriter::texts(const std::vector<std::string>& values) {
  u32(static_cast<std::uint32_t>(values.size()));
  for (const std::string& value : values) text(value);
}

void FieldWriter::raw(std::string_view value) {
  bytes_ += value;
}

std::string_view FieldReader::take(std::size_t size) {
  if (!ok_ || size > rest_.size()) {
    ok_ = false;
    rest_ = {};
    return {};
  }
  const std::string_view field = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return field;
}

std::uint8_t FieldReader::u8() {
  return decode<std::uint8_t>(take(sizeof(std::uint8_t)));
}
std::uint32_t FieldReader::u32() {
  return decode<std::uint32_t>(take(sizeof(std::uint32_t)));
}
std::uint64_t FieldReader::u64() {
  return decode<std::uint64_t>(take(sizeof(std::uint64_t)));
}

std::string_view FieldReader::raw(std::size_t size) {
  return take(size);
}

std::string FieldReader::text() {
  const std::uint32_t size = u32();
  return std::string(take(size));
}

std::vector<std::string> FieldReader::texts() {
  const std::uint32_t count = u32();
  // Each text is at least its length long: a lying count is refused before anything is reserved for it.
  if (count > rest_.size() / sizeof(std::uint32_t)) {
    take(rest_.size() + 1);
    return {};
  }
  std::vector<std::string> values;
  values.reserve(count);
  for (std::uint32_t i = 0; i < count && ok_; ++i) values.push_back(text());
  if (!ok_) values.clear();
  return values;
}

}  // namespace hg::codec
