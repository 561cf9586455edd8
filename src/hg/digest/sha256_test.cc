#include "hg/digest/sha256.h"

#include <gtest/gtest.h>

namespace hg::digest {
namespace {

// FIPS 180-2, appendix B.
TEST(Sha256, PublishedVectors) {
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256(std::string(1000000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesGiveTheDigestOfTheWhole) {
  const std::string text(1000, 'x');
  for (std::size_t cut = 0; cut <= text.size(); cut += 37) {
    Sha256 hash;
    hash.update(std::string_view(text).substr(0, cut));
    hash.update(std::string_view(text).substr(cut));
    EXPECT_EQ(hash.finish(), sha256(text)) << cut;
  }
}

TEST(Sha256, FieldsDoNotRunTogether) {
  Sha256 left;
  left.field("ab");
  left.field("c");
  Sha256 right;
  right.field("a");
  right.field("bc");
  EXPECT_NE(left.finish(), right.finish());
}

TEST(Sha256, FinishStartsAnew) {
  Sha256 hash;
  hash.update("something");
  static_cast<void>(hash.finish());
  hash.update("abc");
  EXPECT_EQ(hash.finish(), sha256("abc"));
}

TEST(Sha256, HexIsReadBackOnlyAsItIsWritten) {
  const Sha256Digest digest = sha256("abc");
  const std::string hex = to_hex(digest);
  EXPECT_EQ(sha256_from_hex(hex), digest);
  EXPECT_FALSE(sha256_from_hex(hex.substr(1)));
  EXPECT_FALSE(sha256_from_hex(hex + "00"));
  EXPECT_FALSE(sha256_from_hex("B" + hex.substr(1)));
  EXPECT_FALSE(sha256_from_hex("g" + hex.substr(1)));
  EXPECT_FALSE(sha256_from_hex(""));
}

}  // namespace
}  // namespace hg::digest
