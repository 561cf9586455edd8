#include "hg/cache/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/codec/fields.h"
#include "hg/codec/zstd.h"

namespace hg::cache {
namespace {

using testing::ElementsAre;

digest::Sha256Digest content(std::string_view text) {
  return digest::sha256(text);
}

ResultKey result(int number) {
  return ResultKey(digest::sha256(std::to_string(number)));
}

// A source that includes a header of this content; `number` is its result.
Variant variant(int number, std::string_view header) {
  return {
      .files = {{"a.c", content("source")}, {"inc/a.h", content(header)}},
      .absent = {{.directory = "inc",
                  .stamp = os::FileStamp{.device = 1, .inode = 2, .size = 3, .mtime_ns = -4, .ctime_ns = 5},
                  .paths = {"inc/b.h", "inc/a.h.gch"}},
                 {.directory = "/", .stamp = std::nullopt, .paths = {"/new/a.h"}}},
      .result = result(number),
      .dependencies = "a.o: a.c inc/a.h\n"};
}

Manifest manifest_of(int count) {
  Manifest manifest;
  for (int i = 0; i < count; ++i) EXPECT_TRUE(manifest.add(variant(i, std::to_string(i))));
  return manifest;
}

bool any_absent(const Absent& /*group*/) {
  return true;
}

TEST(Manifests, ComeBackAsTheyWere) {
  const Manifest manifest = decode_manifest(encode(manifest_of(3)).value()).value();
  ASSERT_EQ(manifest.size(), 3U);
  const Variant newest = manifest.variant(0);
  const Variant expected = variant(2, "2");
  EXPECT_EQ(newest.files, expected.files);
  EXPECT_EQ(newest.absent, expected.absent);
  EXPECT_EQ(newest.result, expected.result);
  EXPECT_EQ(newest.dependencies, expected.dependencies);
  EXPECT_EQ(manifest.variant(2).result, result(0));
}

TEST(Manifests, TheNewestVariantThatHoldsIsFoundAndEachFileAskedOnce) {
  const Manifest manifest = manifest_of(4);
  std::vector<std::string> asked;
  const auto found = manifest.find(
      [&](const std::string& path, const digest::Sha256Digest& wanted) {
        asked.push_back(path);
        return path == "a.c" || wanted == content("1");
      },
      any_absent);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->result, result(1));
  EXPECT_EQ(found->index, 2U);
  EXPECT_EQ(found->dependencies, "a.o: a.c inc/a.h\n");
  EXPECT_THAT(asked, ElementsAre("a.c", "inc/a.h", "inc/a.h", "inc/a.h"));
}

TEST(Manifests, WhatAppearedMakesAVariantFail) {
  const Manifest manifest = manifest_of(1);
  const auto holds = [](const std::string&, const digest::Sha256Digest&) { return true; };
  EXPECT_TRUE(manifest.find(holds, any_absent));
  EXPECT_FALSE(manifest.find(holds, [](const Absent& group) { return group.directory != "/"; }));
  EXPECT_FALSE(manifest.find([](const auto&, const auto&) { return false; }, any_absent));
}

TEST(Manifests, TheOldestVariantGoesWhenThereAreTooMany) {
  Manifest manifest = manifest_of(17);
  ASSERT_EQ(manifest.size(), Manifest::kMaxVariants);
  EXPECT_EQ(manifest.variant(0).result, result(16));
  EXPECT_EQ(manifest.variant(15).result, result(1));
  manifest.promote(15);
  EXPECT_EQ(manifest.variant(0).result, result(1));
  ASSERT_TRUE(manifest.add(variant(17, "17")));
  EXPECT_EQ(manifest.variant(1).result, result(1)) << "used lately, so it stays";
  EXPECT_EQ(manifest.variant(15).result, result(3));
  manifest.promote(16);
  EXPECT_EQ(manifest.variant(0).result, result(17));
}

TEST(Manifests, TheSameFilesReplaceTheirVariant) {
  Manifest manifest = manifest_of(2);
  ASSERT_TRUE(manifest.add(variant(7, "0")));
  ASSERT_EQ(manifest.size(), 2U);
  EXPECT_EQ(manifest.variant(0).result, result(7));
  EXPECT_EQ(manifest.variant(1).result, result(1));
}

TEST(Manifests, AreLimited) {
  Manifest manifest;
  EXPECT_FALSE(encode(manifest)) << "without a variant";
  EXPECT_FALSE(manifest.add({}));
  Variant huge = variant(1, "1");
  huge.files.resize(Manifest::kMaxFiles + 1);
  EXPECT_EQ(manifest.add(huge).error().code(), Code::invalid_argument);
  huge.files.resize(Manifest::kMaxFiles);
  ASSERT_TRUE(manifest.add(variant(2, "2")));
  ASSERT_TRUE(manifest.add(huge));
  EXPECT_EQ(manifest.size(), 1U) << "both together have too many files";
}

TEST(Manifests, AnythingElseIsNoManifest) {
  const std::string bytes = encode(manifest_of(2)).value();
  const std::string plain = codec::decompress(bytes, 1U << 20U).value();
  for (std::size_t size = 0; size < plain.size(); ++size) {
    EXPECT_FALSE(decode_manifest(codec::compress(std::string_view(plain).substr(0, size)))) << size;
  }
  EXPECT_FALSE(decode_manifest(codec::compress(plain + "x")));
  EXPECT_FALSE(decode_manifest(bytes + "x"));
  EXPECT_EQ(decode_manifest("").error().code(), Code::data_loss);
}

// One path, one file, one variant; the numbers that refer to them as given.
std::string manifest_with(std::uint32_t path, std::uint32_t file, std::uint32_t directory,
                          std::uint8_t stamped, std::uint32_t variants) {
  codec::FieldWriter out;
  out.texts({"a.c"});
  out.u32(1);
  out.u32(path);
  out.raw(std::string(32, 'x'));
  out.u32(variants);
  for (std::uint32_t i = 0; i < variants; ++i) {
    out.u32(1);
    out.u32(file);
    out.u32(1);
    out.u32(directory);
    out.u8(stamped);
    out.u32(0);
    out.raw(std::string(32, 'x'));
    out.text("");
  }
  return codec::compress(out.bytes());
}

TEST(Manifests, NumbersBeyondTheirTableAreFound) {
  EXPECT_TRUE(decode_manifest(manifest_with(0, 0, 0, 0, 1)));
  EXPECT_TRUE(decode_manifest(manifest_with(0, 0, 0, 0, 16)));
  EXPECT_FALSE(decode_manifest(manifest_with(1, 0, 0, 0, 1)));
  EXPECT_FALSE(decode_manifest(manifest_with(0, 1, 0, 0, 1)));
  EXPECT_FALSE(decode_manifest(manifest_with(0, 0, 0xFFFFFFFF, 0, 1)));
  EXPECT_FALSE(decode_manifest(manifest_with(0, 0, 0, 2, 1)));
  EXPECT_FALSE(decode_manifest(manifest_with(0, 0, 0, 0, 17)));
  EXPECT_FALSE(decode_manifest(manifest_with(0, 0, 0, 0, 0)));
}

}  // namespace
}  // namespace hg::cache
