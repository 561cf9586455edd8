#include "hg/os/mapped_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <latch>
#include <thread>
#include <vector>

#include "hg/testing/temp_directory.h"

namespace hg::os {
namespace {

constexpr std::string_view kHeader = "header 1";
constexpr std::size_t kSize = 4096;

class Mapped : public testing::TempDirectoryTest {
 protected:
  [[nodiscard]] MappedFile open() const { return MappedFile::open(in("map"), kHeader, kSize).value(); }
};

TEST_F(Mapped, StartsWithZerosAndIsPrivate) {
  const MappedFile file = open();
  EXPECT_TRUE(file.writable());
  EXPECT_EQ(file.load(1), 0U);
  EXPECT_EQ(file.load(kSize / 8 - 1), 0U);
  struct stat info{};
  ASSERT_EQ(::stat(in("map").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(names(), std::vector<std::string>{"map"});
}

TEST_F(Mapped, WhatOneWritesTheOtherSeesAndItStays) {
  {
    const MappedFile one = open();
    const MappedFile other = open();
    one.store(3, 41);
    other.add(3, 1);
    EXPECT_EQ(one.load(3), 42U);
    EXPECT_FALSE(one.exchange(3, 41, 0));
    EXPECT_TRUE(one.exchange(3, 42, 7));
  }
  EXPECT_EQ(open().load(3), 7U);
}

TEST_F(Mapped, NoAdditionIsLost) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const MappedFile file = open();
      for (int n = 0; n < 10'000; ++n) file.add(2, 1);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(open().load(2), 40'000U);
}

// Bug: the second of two that found no file removed the one that the first had just made.
TEST_F(Mapped, ThoseWhoMakeItAtTheSameTimeShareIt) {
  for (int round = 0; round < 200; ++round) {
    const std::string path = in("map" + std::to_string(round));
    std::latch start(4);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        MappedFile::open(path, kHeader, kSize).value().add(2, 1);
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(MappedFile::open(path, kHeader, kSize).value().load(2), 4U);
  }
}

TEST_F(Mapped, WhatDoesNotFitIsReplaced) {
  write("map", "short");
  open().store(2, 5);
  EXPECT_EQ(MappedFile::open(in("map"), "header 2", kSize)->load(2), 0U);
  open().store(2, 5);
  EXPECT_EQ(MappedFile::open(in("map"), kHeader, 2 * kSize)->load(2), 0U);
  ASSERT_EQ(::unlink(in("map").c_str()), 0);
  ASSERT_EQ(::symlink("/etc/passwd", in("map").c_str()), 0);
  EXPECT_EQ(open().load(2), 0U);
}

TEST_F(Mapped, AFileThatOthersMayWriteIsNotBelieved) {
  open().store(2, 5);
  ASSERT_EQ(::chmod(in("map").c_str(), 0622), 0);
  EXPECT_EQ(open().load(2), 0U);
}

TEST_F(Mapped, FailsWithTheReason) {
  EXPECT_EQ(MappedFile::open(in("none/map"), kHeader, kSize).error().code(), Code::not_found);
  ASSERT_EQ(::mkdir(in("map").c_str(), 0700), 0);
  EXPECT_FALSE(MappedFile::open(in("map"), kHeader, kSize));
}

}  // namespace
}  // namespace hg::os
