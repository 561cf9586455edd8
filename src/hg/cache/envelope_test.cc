#include "hg/cache/envelope.h"

#include <gtest/gtest.h>

#include "hg/codec/fields.h"
#include "hg/digest/xxh.h"

namespace hg::cache {
namespace {

const Id kId{.kind = Kind::result, .key = digest::sha256("key")};

std::string why(const Id& id, std::string_view bytes) {
  const auto opened = open_envelope(id, bytes);
  if (opened) return "";
  EXPECT_EQ(opened.error().code(), Code::data_loss);
  return opened.error().message();
}

// The checksum made right again, as a program that means no harm but is of another version would.
std::string resealed(std::string bytes) {
  bytes.resize(bytes.size() - 16);
  const digest::Xxh128 sum = digest::xxh3_128(bytes);
  codec::FieldWriter out;
  out.raw(bytes);
  out.u64(sum.low);
  out.u64(sum.high);
  return std::move(out).bytes();
}

TEST(Envelope, ThePayloadComesOutAgain) {
  for (const std::string& payload : {std::string(), std::string("payload"), std::string(100'000, '\0')}) {
    EXPECT_EQ(open_envelope(kId, seal(kId, payload)).value(), payload);
    EXPECT_EQ(read_envelope(seal(kId, payload)).value(), kId);
  }
}

TEST(Envelope, IsAsTheDocumentSays) {
  const std::string bytes = seal(kId, "abc");
  EXPECT_EQ(bytes.size(), 71U);
  EXPECT_EQ(bytes.substr(0, 8), "HGcacheo");
  EXPECT_EQ(bytes.substr(8, 4), std::string("\1\0\0\0", 4));
  EXPECT_EQ(bytes.substr(12, 8), std::string("\x47\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(static_cast<std::uint8_t>(bytes[20]), kId.key.bytes[0]);
  EXPECT_EQ(bytes.substr(52, 3), "abc");
}

TEST(Envelope, NoFlippedBitIsMissed) {
  const std::string bytes = seal(kId, "a payload of some bytes");
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_NE(why(kId, damaged), "") << bit;
  }
}

TEST(Envelope, NoTruncationAndNoTailIsMissed) {
  const std::string bytes = seal(kId, "a payload of some bytes");
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_NE(why(kId, bytes.substr(0, size)), "") << size;
  EXPECT_EQ(why(kId, bytes + "x"), "not as long as it says");
}

TEST(Envelope, OfAnotherKeyOrKindItIsNoAnswer) {
  const Id other_key{.kind = Kind::result, .key = digest::sha256("other")};
  const Id other_kind{.kind = Kind::manifest, .key = kId.key};
  EXPECT_EQ(why(other_key, seal(kId, "x")), "of another key");
  EXPECT_EQ(why(other_kind, seal(kId, "x")), "of the other kind");
}

TEST(Envelope, OfAnotherVersionItIsNoAnswer) {
  std::string bytes = seal(kId, "x");
  bytes[8] = 2;
  EXPECT_EQ(why(kId, resealed(bytes)), "format version 2, this program reads 1");
  bytes = seal(kId, "x");
  bytes[0] = 'X';
  EXPECT_EQ(why(kId, resealed(bytes)), "no file of the cache");
  bytes = seal(kId, "x");
  bytes[7] = 'z';
  EXPECT_EQ(why(kId, resealed(bytes)), "unknown kind");
}

}  // namespace
}  // namespace hg::cache
