#include "hg/codec/fields.h"

#include <gtest/gtest.h>

#include <limits>

namespace hg::codec {
namespace {

std::string sample() {
  FieldWriter writer;
  writer.u8(7);
  writer.u32(0x01020304);
  writer.u64(std::numeric_limits<std::uint64_t>::max() - 1);
  writer.text(std::string_view("with\0zero", 9));
  writer.texts({"", "one", "two"});
  return std::move(writer).bytes();
}

TEST(Fields, WhatIsWrittenIsReadBack) {
  const std::string bytes = sample();
  FieldReader reader(bytes);
  EXPECT_EQ(reader.u8(), 7);
  EXPECT_EQ(reader.u32(), 0x01020304U);
  EXPECT_EQ(reader.u64(), std::numeric_limits<std::uint64_t>::max() - 1);
  EXPECT_EQ(reader.text(), std::string("with\0zero", 9));
  EXPECT_EQ(reader.texts(), (std::vector<std::string>{"", "one", "two"}));
  EXPECT_TRUE(reader.at_end());
}

TEST(Fields, IntegersAreLittleEndian) {
  FieldWriter writer;
  writer.u32(0x01020304);
  EXPECT_EQ(writer.bytes(), "\x04\x03\x02\x01");
}

TEST(Fields, RawBytesHaveNoLengthInFront) {
  FieldWriter writer;
  writer.raw("abc");
  writer.u8('d');
  EXPECT_EQ(writer.bytes(), "abcd");
  FieldReader reader(writer.bytes());
  EXPECT_EQ(reader.raw(3), "abc");
  EXPECT_EQ(reader.raw(2), "");
  EXPECT_FALSE(reader.ok());
}

TEST(Fields, EveryTornMessageIsNoticed) {
  const std::string bytes = sample();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    FieldReader reader(std::string_view(bytes).substr(0, size));
    reader.u8();
    reader.u32();
    reader.u64();
    reader.text();
    reader.texts();
    EXPECT_FALSE(reader.ok()) << size;
    EXPECT_FALSE(reader.at_end()) << size;
  }
}

TEST(Fields, NothingIsReadAfterTheFirstMisfit) {
  FieldReader reader("ab");
  EXPECT_EQ(reader.u32(), 0U);
  EXPECT_EQ(reader.u8(), 0U);  // though a byte would have been there
  EXPECT_FALSE(reader.ok());
}

TEST(Fields, BytesLeftOverAreNoticed) {
  FieldReader reader("ab");
  EXPECT_EQ(reader.u8(), 'a');
  EXPECT_TRUE(reader.ok());
  EXPECT_FALSE(reader.at_end());
}

TEST(Fields, ALyingCountReservesNothing) {
  FieldWriter writer;
  writer.u32(std::numeric_limits<std::uint32_t>::max());
  FieldReader reader(writer.bytes());
  EXPECT_TRUE(reader.texts().empty());
  EXPECT_FALSE(reader.ok());
}

}  // namespace
}  // namespace hg::codec
