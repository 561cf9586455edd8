#include "hg/cache/disk_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "hg/testing/fake_clock.h"
#include "hg/testing/temp_directory.h"

namespace hg::cache {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

Id id_of(int number, Kind kind = Kind::result) {
  return {kind, digest::sha256(std::to_string(number))};
}

class Disk : public testing::TempDirectoryTest {
 protected:
  std::unique_ptr<DiskStore> open(std::uint64_t limit = kDefaultLimit) {
    auto store = DiskStore::open({.directory = in("cache"),
                                  .limit = limit,
                                  .on_evicted = [this](const Freed& freed) { evicted_ += freed.files; }},
                                 clock_);
    EXPECT_TRUE(store) << store.error().to_string();
    return *std::move(store);
  }

  [[nodiscard]] std::string path_of(const Id& id) const { return in("cache/" + relative_path(id)); }

  // Entries and manifests that are there.
  [[nodiscard]] std::uint64_t bytes_on_disk() const {
    std::uint64_t sum = 0;
    for (unsigned i = 0; i < Sizes::kDirectories; ++i) {
      for (const StoredFile& file : list_stored(in("cache"), i)) sum += file.size;
    }
    return sum;
  }

  testing::FakeClock clock_;
  std::uint64_t evicted_ = 0;
};

TEST_F(Disk, NamesAreSixteenDigitsInADirectoryOfTwo) {
  const std::string name = relative_path(id_of(1));
  ASSERT_EQ(name.size(), 21U);
  EXPECT_EQ(name.substr(0, 2), name.substr(3, 2));
  EXPECT_EQ(name.substr(2, 1), "/");
  EXPECT_TRUE(name.ends_with(".o"));
  EXPECT_EQ(relative_path(id_of(1, Kind::manifest)), name.substr(0, 19) + ".m");
}

TEST_F(Disk, GivesBackWhatItWasGiven) {
  const auto store = open();
  EXPECT_EQ(store->get(id_of(1)).error().code(), Code::not_found);
  ASSERT_TRUE(store->put(id_of(1), "one", {}));
  ASSERT_TRUE(store->put(id_of(1, Kind::manifest), "other kind", {}));
  EXPECT_EQ(store->get(id_of(1)).value(), "one");
  ASSERT_TRUE(store->put(id_of(1), std::string(100'000, 'x'), {}));
  EXPECT_EQ(open()->get(id_of(1)).value(), std::string(100'000, 'x'));
  ASSERT_TRUE(store->remove(id_of(1)));
  ASSERT_TRUE(store->remove(id_of(1)));
  EXPECT_EQ(store->get(id_of(1)).error().code(), Code::not_found);
  EXPECT_EQ(store->get(id_of(1, Kind::manifest)).value(), "other kind");
}

TEST_F(Disk, IsPrivate) {
  ASSERT_TRUE(open()->put(id_of(1), "one", {}));
  struct stat info{};
  for (const char* name : {"cache", "cache/sizes-1"}) {
    ASSERT_EQ(::stat(in(name).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0077U, 0U) << name;
  }
  ASSERT_EQ(::stat(path_of(id_of(1)).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(Disk, ADirectoryThatOthersMayWriteIsRefused) {
  open();
  for (const mode_t mode : {0770U, 0707U, 0777U}) {
    ASSERT_EQ(::chmod(in("cache").c_str(), mode), 0);
    const auto store = DiskStore::open({.directory = in("cache")}, clock_);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code(), Code::permission_denied);
    EXPECT_NE(store.error().message().find("chmod go-w"), std::string::npos);
  }
}

TEST_F(Disk, ADirectoryOfSomebodyElseIsRefused) {
  open();
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
  ASSERT_EQ(::chown(in("cache").c_str(), 12345, 12345), 0);
  EXPECT_EQ(DiskStore::open({.directory = in("cache")}, clock_).error().code(), Code::permission_denied);
}

TEST_F(Disk, AFileInTheWayIsAnError) {
  write("cache", "");
  EXPECT_FALSE(DiskStore::open({.directory = in("cache")}, clock_));
}

TEST_F(Disk, ALinkAndADirectoryAreNotRead) {
  const auto store = open();
  ASSERT_TRUE(store->put(id_of(1), "one", {}));
  const std::string path = path_of(id_of(1));
  ASSERT_EQ(::unlink(path.c_str()), 0);
  ASSERT_EQ(::symlink("/etc/passwd", path.c_str()), 0);
  EXPECT_FALSE(store->get(id_of(1)));
  ASSERT_EQ(::unlink(path.c_str()), 0);
  ASSERT_EQ(::mkdir(path.c_str(), 0700), 0);
  EXPECT_FALSE(store->get(id_of(1)));
}

TEST_F(Disk, AHitMarksTheFileAsUsedAndKeepsItsCost) {
  const auto store = open();
  ASSERT_TRUE(store->put(id_of(1), "one", milliseconds(1234)));
  const os::FileStamp fresh = os::stamp(path_of(id_of(1))).value();
  EXPECT_EQ(fresh.mtime_ns % 1'000'000'000, 1'234'000);
  clock_.advance(minutes(5));
  ASSERT_TRUE(store->get(id_of(1)));
  EXPECT_EQ(os::stamp(path_of(id_of(1)))->mtime_ns, fresh.mtime_ns) << "recent enough: no system call";
  clock_.advance(hours(1));
  ASSERT_TRUE(store->get(id_of(1)));
  const os::FileStamp used = os::stamp(path_of(id_of(1))).value();
  EXPECT_EQ(used.mtime_ns - fresh.mtime_ns, 3'900'000'000'000) << "65 minutes, and the same cost";
}

TEST_F(Disk, StaysWithinItsLimit) {
  constexpr std::uint64_t kLimit = 2U << 20U;
  const auto store = open(kLimit);
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(store->put(id_of(i), std::string(16'000, 'x'), {}));
    clock_.advance(minutes(1));
  }
  EXPECT_LE(bytes_on_disk(), kLimit);
  EXPECT_GT(bytes_on_disk(), kLimit / 2);
  EXPECT_EQ(evicted_, 300 - bytes_on_disk() / 16'384);
}

TEST_F(Disk, AStoreOfFewEntriesKeepsThem) {
  const auto store = open(1U << 20U);  // a 256th of this is less than one entry
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(store->put(id_of(i), std::string(90'000, 'x'), {}));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(store->get(id_of(i))) << i;
}

TEST_F(Disk, WhatIsLargerThanTheLimitIsNotTaken) {
  const auto store = open(10'000);
  EXPECT_EQ(store->put(id_of(1), std::string(10'001, 'x'), {}).error().code(), Code::resource_exhausted);
}

TEST_F(Disk, SizesThatWereLostAreCountedAnew) {
  constexpr std::uint64_t kLimit = 2U << 20U;
  auto store = open(kLimit);
  for (int i = 0; i < 250; ++i) ASSERT_TRUE(store->put(id_of(i), std::string(16'000, 'x'), {}));
  ASSERT_EQ(::unlink(in("cache/sizes-1").c_str()), 0);
  store = open(kLimit);
  for (int i = 250; i < 1000; ++i) ASSERT_TRUE(store->put(id_of(i), std::string(16'000, 'x'), {}));
  EXPECT_LE(bytes_on_disk(), kLimit + kLimit / 10);
}

TEST_F(Disk, CollectingBringsItBelowANewLimit) {
  auto store = open();
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(store->put(id_of(i), std::string(16'000, 'x'), {}));
  constexpr std::uint64_t kLimit = 1U << 20U;
  const auto keeper = Housekeeper::open(in("cache"), kLimit, clock_).value();
  const Freed freed = keeper.collect();
  EXPECT_LE(bytes_on_disk(), kLimit);
  EXPECT_EQ(keeper.sizes().total(), bytes_on_disk());
  EXPECT_EQ(freed.bytes + bytes_on_disk(), 300U * 16'384);
}

TEST_F(Disk, OldTemporariesAreSwept) {
  const auto store = open();
  ASSERT_TRUE(store->put(id_of(1), "one", {}));
  const std::string directory = "cache/" + relative_path(id_of(1)).substr(0, 2);
  write(directory + "/.hg-1.tmp", "torn");
  write(directory + "/.hg-2.other", "not ours");
  const auto keeper = Housekeeper::open(in("cache"), kDefaultLimit, system_clock()).value();
  keeper.collect();
  EXPECT_EQ(os::list_directory(in(directory))->size(), 3U) << "its writer may still be about it";
  clock_.set(TimePoint(system_clock().wall().time_since_epoch() + hours(2)));
  Housekeeper::open(in("cache"), kDefaultLimit, clock_)->collect();
  EXPECT_EQ(*os::list_directory(in(directory)),
            (std::vector<std::string>{".hg-2.other", std::string(relative_path(id_of(1)).substr(3))}));
}

TEST_F(Disk, AVanishedDirectoryIsAMissAndAnError) {
  const auto store = open();
  ASSERT_TRUE(store->put(id_of(1), "one", {}));
  ASSERT_TRUE(os::remove_tree(in("cache")));
  EXPECT_EQ(store->get(id_of(1)).error().code(), Code::not_found);
  EXPECT_FALSE(store->put(id_of(1), "one", {}));
  EXPECT_TRUE(store->remove(id_of(1)));
}

}  // namespace
}  // namespace hg::cache
