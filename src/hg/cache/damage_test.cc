// Whatever happens to the bytes on disk, nothing wrong is served.
#include <gtest/gtest.h>
#include <unistd.h>

#include <functional>

#include "hg/cache/counters.h"
#include "hg/cache/digest_memo.h"
#include "hg/cache/survival_fixture.h"
#include "hg/testing/temp_directory.h"

namespace hg::cache {
namespace {

constexpr int kEntry = 5;

class Damage : public testing::TempDirectoryTest {
 protected:
  Damage() {
    EXPECT_TRUE(cache_.store(key_number(kEntry), entry_number(kEntry)));
    original_ = read(name_of(kEntry));
  }

  static std::string name_of(int number) {
    return "cache/" + relative_path({Kind::result, key_number(number).value()});
  }

  // Stores the entry, changes its file, asks for it: a miss, and the file is gone.
  void expect_miss_after(const std::function<void(std::string&)>& change, std::size_t place) {
    std::string bytes = original_;
    change(bytes);
    write(name_of(kEntry), bytes, 0600);
    EXPECT_EQ(ask(cache_, kEntry), Answer::miss) << place;
    EXPECT_FALSE(os::exists(in(name_of(kEntry)))) << place;
  }

  std::unique_ptr<DiskStore> store_ = DiskStore::open({.directory = in("cache")}, system_clock()).value();
  Cache cache_{*store_};
  std::string original_;  // the bytes of its file
};

TEST_F(Damage, AFlippedBitAtEachOf200Places) {
  const std::size_t bits = 8 * original_.size();
  for (std::size_t i = 0; i < 200; ++i) {
    const std::size_t bit = i * (bits - 1) / 199;
    expect_miss_after(
        [&](std::string& bytes) { bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8)); },
        bit);
  }
}

TEST_F(Damage, ATruncationAtEachOf50Lengths) {
  for (std::size_t i = 0; i < 50; ++i) {
    const std::size_t size = i * (original_.size() - 1) / 49;  // 0 too
    expect_miss_after([&](std::string& bytes) { bytes.resize(size); }, size);
  }
}

TEST_F(Damage, ZerosWhereAPowerFailureLeftThem) {
  for (std::size_t from = 0; from < original_.size(); from += 4096) {
    expect_miss_after(
        [&](std::string& bytes) {
          std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(), '\0');
        },
        from);
  }
}

TEST_F(Damage, EntriesThatSwappedTheirNames) {
  constexpr int kOther = 12;  // as large
  ASSERT_TRUE(cache_.store(key_number(kOther), entry_number(kOther)));
  const std::string other = read(name_of(kOther));
  write(name_of(kOther), original_, 0600);
  write(name_of(kEntry), other, 0600);
  EXPECT_EQ(ask(cache_, kEntry), Answer::miss);
  EXPECT_EQ(ask(cache_, kOther), Answer::miss);
  ASSERT_TRUE(cache_.store(key_number(kOther), entry_number(kOther)));
  EXPECT_EQ(ask(cache_, kOther), Answer::right);
}

TEST_F(Damage, AManifestInThePlaceOfAnEntry) {
  Manifest manifest;
  ASSERT_TRUE(
      manifest.add({.files = {{"a.c", {}}}, .absent = {}, .result = key_number(1), .dependencies = ""}));
  const ManifestKey key(key_number(kEntry).value());  // the same digest
  ASSERT_TRUE(cache_.store(key, manifest, {}));
  const std::string name = "cache/" + relative_path({Kind::manifest, key.value()});
  const std::string bytes = read(name);
  write(name_of(kEntry), bytes, 0600);
  write(name, original_, 0600);
  EXPECT_EQ(ask(cache_, kEntry), Answer::miss);
  EXPECT_FALSE(cache_.find(key));
}

// The files that are mapped: damage costs what they knew, at most.
TEST_F(Damage, OfTheFilesBeside) {
  const os::FileStamp stamp{.device = 1, .inode = 2, .size = 3, .mtime_ns = 4, .ctime_ns = 5};
  for (const char* name : {"sizes-1", "digests-1", "counters-1"}) {
    for (const std::size_t size : {0U, 1U, 4096U, 100'000U}) {
      write(std::string("cache/") + name, std::string(size, '\xff'), 0600);
      const auto memo = DigestMemo::open(in("cache"));
      ASSERT_TRUE(memo);
      EXPECT_FALSE(memo->find(stamp, 1));
      memo->remember(stamp, 1, {digest::sha256("x"), 0});
      EXPECT_TRUE(memo->find(stamp, 1));
      Counters::open(in("cache")).add(Counter::miss);
      const auto store = DiskStore::open({.directory = in("cache")}, system_clock()).value();
      Cache cache(*store);
      EXPECT_TRUE(cache.store(key_number(kEntry), entry_number(kEntry))) << name << size;
      EXPECT_EQ(ask(cache, kEntry), Answer::right);
      ASSERT_EQ(::unlink(in("cache/digests-1").c_str()), 0);
    }
  }
}

// Sizes that are nonsense but look well must neither stop the cache nor empty it for ever.
TEST_F(Damage, OfTheSizesInside) {
  std::string sizes = read("cache/sizes-1");
  std::fill(sizes.begin() + 64, sizes.end(), '\x7f');
  write("cache/sizes-1", sizes, 0600);
  const auto store = DiskStore::open({.directory = in("cache")}, system_clock()).value();
  Cache cache(*store);
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(cache.store(key_number(i), entry_number(i)));
  int kept = 0;
  for (int i = 0; i < 300; ++i) kept += ask(cache, i) == Answer::right ? 1 : 0;
  EXPECT_GT(kept, 250);
}

}  // namespace
}  // namespace hg::cache
