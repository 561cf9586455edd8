#include "hg/digest/xxh.h"

#include <gtest/gtest.h>

namespace hg::digest {
namespace {

// Vectors of the xxHash specification, seed 0.
TEST(Xxh, PublishedVectors) {
  EXPECT_EQ(hex64(xxh64("")), "ef46db3751d8e999");
  EXPECT_EQ(hex64(xxh64("a")), "d24ec4f1a98c6e5b");
  EXPECT_EQ(hex64(xxh64("abc")), "44bc2cf5ad770999");
}

TEST(Xxh, PublishedVectorOf128Bits) {
  EXPECT_EQ(xxh3_128(""), (Xxh128{.low = 0x6001c324468d497fU, .high = 0x99aa06d3014798d8U}));
  EXPECT_NE(xxh3_128("a"), xxh3_128("b"));
}

TEST(Xxh, HexKeepsLeadingZeros) {
  EXPECT_EQ(hex64(0), "0000000000000000");
  EXPECT_EQ(hex64(0x1F), "000000000000001f");
}

}  // namespace
}  // namespace hg::digest
