#include "hg/cache/cache.h"

#include <gtest/gtest.h>

#include "hg/cache/disk_store.h"
#include "hg/cache/file_digests.h"
#include "hg/cache/result_key.h"
#include "hg/codec/zstd.h"
#include "hg/testing/fake_clock.h"
#include "hg/testing/temp_directory.h"

namespace hg::cache {
namespace {

Entry sample() {
  Entry entry;
  entry.outputs = {{model::OutputKind::object, codec::compress("object"), 6}};
  entry.standard_error = "a.c:1: warning\n";
  entry.compile_time = std::chrono::milliseconds(1500);
  entry.created = 1'700'000'000;
  entry.creator = "worker1:9000";
  return entry;
}

ResultKey key_of(std::string_view text) {
  return ResultKey(digest::sha256(text));
}

class CacheFront : public testing::TempDirectoryTest {
 protected:
  testing::FakeClock clock_;
  std::unique_ptr<DiskStore> store_ = DiskStore::open({.directory = in("cache")}, clock_).value();
  Cache cache_{*store_};
};

TEST_F(CacheFront, WhatWasStoredIsFound) {
  EXPECT_FALSE(cache_.find(key_of("a")));
  const auto stored = cache_.store(key_of("a"), sample());
  ASSERT_TRUE(stored) << stored.error().to_string();
  const auto found = cache_.find(key_of("a"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->standard_error, sample().standard_error);
  ASSERT_EQ(found->outputs.size(), 1U);
  EXPECT_EQ(found->outputs[0].zstd, sample().outputs[0].zstd);
  EXPECT_EQ(found->compile_time, sample().compile_time);
  EXPECT_EQ(found->creator, "worker1:9000");
  EXPECT_FALSE(cache_.find(key_of("b")));
}

TEST_F(CacheFront, ManifestsToo) {
  const ManifestKey key(digest::sha256("command"));
  EXPECT_FALSE(cache_.find(key));
  Manifest manifest;
  ASSERT_TRUE(manifest.add({.files = {{"a.c", digest::sha256("x")}},
                            .absent = {},
                            .result = key_of("a"),
                            .dependencies = "a.o: a.c\n"}));
  ASSERT_TRUE(cache_.store(key, manifest, std::chrono::milliseconds(50)));
  const auto found = cache_.find(key);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->variant(0).dependencies, "a.o: a.c\n");
}

}  // namespace
}  // namespace hg::cache
