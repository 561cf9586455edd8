#include "hg/cache/entry.h"

#include <gtest/gtest.h>

#include "hg/codec/fields.h"
#include "hg/codec/zstd.h"

namespace hg::cache {
namespace {

using enum model::OutputKind;

Entry sample() {
  Entry entry;
  entry.outputs = {{object, codec::compress("object"), 6}, {dwo, codec::compress("debug"), 5}};
  entry.standard_output = std::string("out\0put", 7);
  entry.standard_error = std::string(5000, 'e');
  entry.compile_time = std::chrono::milliseconds(1500);
  entry.created = 1'700'000'000;
  entry.creator = "worker1:9000";
  return entry;
}

Code refusal(const Entry& entry) {
  const auto bytes = encode(entry);
  return bytes ? Code::unknown : bytes.error().code();
}

TEST(Entries, ComeBackAsTheyWere) {
  const Entry entry = decode_entry(encode(sample()).value()).value();
  ASSERT_EQ(entry.outputs.size(), 2U);
  EXPECT_EQ(entry.outputs[1].kind, dwo);
  EXPECT_EQ(entry.outputs[1].size, 5U);
  EXPECT_EQ(codec::decompress(entry.outputs[1].zstd, 5).value(), "debug");
  EXPECT_EQ(entry.standard_output, sample().standard_output);
  EXPECT_EQ(entry.standard_error, sample().standard_error);
  EXPECT_EQ(entry.compile_time, sample().compile_time);
  EXPECT_EQ(entry.created, sample().created);
  EXPECT_EQ(entry.creator, sample().creator);
}

// Objects compiled from nothing have poisoned caches.
TEST(Entries, WithoutAWholeObjectTheyAreNotKept) {
  Entry entry = sample();
  entry.outputs.clear();
  EXPECT_EQ(refusal(entry), Code::invalid_argument);
  entry = sample();
  entry.outputs[0] = {object, codec::compress(""), 0};
  EXPECT_EQ(refusal(entry), Code::invalid_argument);
  entry = sample();
  entry.outputs[1] = {dwo, "", 5};
  EXPECT_EQ(refusal(entry), Code::invalid_argument);
  entry = sample();
  entry.outputs[1].kind = object;
  EXPECT_EQ(refusal(entry), Code::invalid_argument);
  entry = sample();
  entry.outputs[1] = {stack_usage, codec::compress(""), 0};  // a unit without functions has an empty .su
  EXPECT_EQ(refusal(entry), Code::unknown);
}

TEST(Entries, AnythingElseIsNoEntry) {
  const std::string bytes = encode(sample()).value();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_entry(std::string_view(bytes).substr(0, size))) << size;
  }
  EXPECT_FALSE(decode_entry(bytes + "x"));
}

// Header fields as given, then `count` outputs of kind `kind`.
std::string entry_with(std::uint32_t stream_size, std::uint32_t count, std::uint8_t kind) {
  codec::FieldWriter out;
  out.text("worker");
  out.u64(1);
  out.u64(1);
  out.u32(stream_size);
  if (stream_size != 0) out.text(codec::compress("12345"));
  out.u32(0);
  out.u32(count);
  for (std::uint32_t i = 0; i < count && i < 20; ++i) {
    out.u8(kind);
    out.u64(1);
    out.text("z");
  }
  return std::move(out).bytes();
}

TEST(Entries, LiesAreFound) {
  EXPECT_TRUE(decode_entry(entry_with(5, 1, 1)));
  EXPECT_FALSE(decode_entry(entry_with(4, 1, 1))) << "the stream is longer than it says";
  EXPECT_FALSE(decode_entry(entry_with(6, 1, 1))) << "the stream is shorter than it says";
  EXPECT_FALSE(decode_entry(entry_with(0xFFFFFFFF, 1, 1))) << "the stream is larger than allowed";
  EXPECT_FALSE(decode_entry(entry_with(0, 0, 1)));
  EXPECT_FALSE(decode_entry(entry_with(0, 2, 1))) << "one kind twice";
  EXPECT_FALSE(decode_entry(entry_with(0, 1, 7))) << "an unknown kind";
  EXPECT_FALSE(decode_entry(entry_with(0, 0xFFFFFFFF, 1)));
}

}  // namespace
}  // namespace hg::cache
