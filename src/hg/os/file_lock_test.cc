#include "hg/os/file_lock.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "hg/testing/temp_directory.h"

namespace hg::os {
namespace {

class FileLockTest : public testing::TempDirectoryTest {
 protected:
  std::string path_ = in("lock");
};

TEST_F(FileLockTest, OnlyOneHasIt) {
  auto first = FileLock::try_acquire(path_).value();
  EXPECT_TRUE(first);
  EXPECT_FALSE(FileLock::try_acquire(path_).value());
  first.reset();
  EXPECT_TRUE(FileLock::try_acquire(path_).value());
}

TEST_F(FileLockTest, TheSecondWaitsForTheFirst) {
  std::atomic<bool> released = false;
  auto first = FileLock::try_acquire(path_).value();
  std::jthread second([&] {
    const auto lock = FileLock::acquire(path_);
    EXPECT_TRUE(lock);
    EXPECT_TRUE(released);
  });
  released = true;
  first.reset();
}

TEST_F(FileLockTest, AMissingDirectoryIsAnError) {
  EXPECT_EQ(FileLock::acquire(in("none/lock")).error().code(), Code::not_found);
  EXPECT_EQ(FileLock::try_acquire(in("none/lock")).error().code(), Code::not_found);
}

}  // namespace
}  // namespace hg::os
