// A small binary encoding for messages between programs of one build of ours (hgbuild and hg-agent) and for
// their own files: fields in a fixed order, integers little-endian, strings and lists with their length
// first. Not for the network: that is protobuf.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hg::codec {

// A text, and a list, is shorter than 4 GiB (its length is a u32).
class FieldWriter {
 public:
  void u8(std::uint8_t value);
  void u32(std::uint32_t value);
  void u64(std::uint64_t value);
  void text(std::string_view value);
  void texts(const std::vector<std::string>& values);
  void raw(std::string_view value);  // without its length: the reader knows it
  [[nodiscard]] const std::string& bytes() const& { return bytes_; }
  [[nodiscard]] std::string bytes() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads what FieldWriter wrote. After the first field that does not fit, every read gives 0, "" or {} and
// ok() is false: a caller reads everything, then asks once. Never reserves more than the input could hold.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : rest_(bytes) {}
  std::uint8_t u8();
  std::uint32_t u32();
  std::uint64_t u64();
  std::string text();
  std::vector<std::string> texts();
  std::string_view raw(std::size_t size);  // a part of the input; "" if it does not fit
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return ok_ && rest_.empty(); }

 private:
  std::string_view take(std::size_t size);
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace hg::codec
