#include "hg/codec/zstd.h"

#include <gtest/gtest.h>

#include "hg/base/random.h"

namespace hg::codec {
namespace {

std::string noise(std::size_t size) {
  SeededRandom random(size);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random.next());
  return bytes;
}

std::string streamed(std::string_view bytes, std::size_t step) {
  Compressor compressor;
  for (std::size_t at = 0; at < bytes.size(); at += step) compressor.add(bytes.substr(at, step));
  EXPECT_EQ(compressor.consumed(), bytes.size());
  return compressor.finish();
}

TEST(Zstd, EverySizeComesBack) {
  for (const std::size_t size : {0U, 1U, 100U, 65536U, 300000U, 3000000U}) {
    for (const std::string& bytes : {noise(size), std::string(size, 'x')}) {
      EXPECT_EQ(decompress(compress(bytes), size).value(), bytes) << size;
      EXPECT_EQ(decompress(streamed(bytes, 70001), size).value(), bytes) << size;
    }
  }
}

TEST(Zstd, TheHighestLevelIsStillReadable) {
  const std::string bytes(9U << 20U, 'x');
  EXPECT_EQ(decompress(compress(bytes, 19), bytes.size()).value(), bytes);
}

TEST(Zstd, ADeclaredSizeAboveTheLimitIsRefused) {
  const auto result = decompress(compress(std::string(1001, 'x')), 1000);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), Code::resource_exhausted);
}

TEST(Zstd, AStreamedBombIsStoppedAtTheLimit) {
  const std::string bomb = streamed(std::string(50U << 20U, '\0'), 1U << 20U);
  ASSERT_LT(bomb.size(), 10000U);
  for (const std::size_t limit : {0UL, 1UL, 1000000UL, (50UL << 20U) - 1}) {
    const auto result = decompress(bomb, limit);
    ASSERT_FALSE(result) << limit;
    EXPECT_EQ(result.error().code(), Code::resource_exhausted) << limit;
  }
  EXPECT_EQ(decompress(bomb, 50UL << 20U).value().size(), 50UL << 20U);
}

TEST(Zstd, EveryTornFrameIsDataLoss) {
  const std::string bytes = noise(500);
  for (const std::string& frame : {compress(bytes), streamed(bytes, 100)}) {
    for (std::size_t size = 0; size < frame.size(); ++size) {
      const auto result = decompress(std::string_view(frame).substr(0, size), 1000);
      ASSERT_FALSE(result) << size;
      EXPECT_EQ(result.error().code(), Code::data_loss) << size;
    }
  }
}

TEST(Zstd, EveryFlippedByteIsNoticed) {
  const std::string bytes = noise(500);
  const std::string frame = compress(bytes);
  for (std::size_t at = 0; at < frame.size(); ++at) {
    std::string damaged = frame;
    damaged[at] = static_cast<char>(~damaged[at]);
    const auto result = decompress(damaged, 1000);
    EXPECT_TRUE(!result || *result == bytes) << at;  // unused header bits change nothing
  }
}

TEST(Zstd, WhatFollowsTheFrameIsNotIgnored) {
  const std::string frame = compress("text");
  EXPECT_EQ(decompress(frame + "x", 100).error().code(), Code::data_loss);
  EXPECT_EQ(decompress(frame + frame, 100).error().code(), Code::data_loss);
}

TEST(Zstd, OtherBytesAreDataLoss) {
  const std::string skippable("\x50\x2A\x4D\x18\x00\x00\x00\x00", 8);
  for (const std::string& bytes : {std::string(), std::string("plain text"), skippable}) {
    EXPECT_EQ(decompress(bytes, 100).error().code(), Code::data_loss);
  }
}

// Hand-made header: no content size, window descriptor for 2 GiB.
TEST(Zstd, AHugeWindowIsRefused) {
  const std::string frame("\x28\xB5\x2F\xFD\x00\xA8\x01\x00\x00", 9);
  EXPECT_EQ(decompress(frame, 100).error().code(), Code::resource_exhausted);
}

}  // namespace
}  // namespace hg::codec
