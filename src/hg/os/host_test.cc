#include "hg/os/host.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "hg/testing/temp_directory.h"

namespace hg::os {
namespace {

TEST(Host, CpuCountFollowsTheAffinity) {
  EXPECT_GE(cpu_count(), 1U);
  std::jthread([] {  // affinity is per thread: only this one is bound
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    EXPECT_EQ(cpu_count(), 1U);
  })
      .join();
}

TEST(Host, FactsAreSane) {
  EXPECT_GT(memory_bytes(), 16U << 20U);
  EXPECT_GE(load_average(), 0);
  EXPECT_FALSE(machine_arch().empty());
  const std::string name = host_name();
  EXPECT_FALSE(name.empty());
  EXPECT_LE(name.size(), 63U);
  EXPECT_EQ(name.find_first_of("_/ \n"), std::string::npos);
}

class RuntimeDirectory : public testing::TempDirectoryTest {
 protected:
  void SetUp() override {
    if (const char* before = std::getenv("XDG_RUNTIME_DIR")) before_ = before;
    ASSERT_EQ(setenv("XDG_RUNTIME_DIR", root().c_str(), 1), 0);
  }
  void TearDown() override {
    if (before_.empty()) {
      unsetenv("XDG_RUNTIME_DIR");
    } else {
      setenv("XDG_RUNTIME_DIR", before_.c_str(), 1);
    }
  }

  std::string ours_ = root() + "/hybridgrid";
  std::string before_;
};

TEST_F(RuntimeDirectory, IsMadePrivate) {
  EXPECT_EQ(runtime_directory(), ours_);
  EXPECT_EQ(runtime_directory(), ours_);
  struct stat info{};
  ASSERT_EQ(stat(ours_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0700U);
}

TEST_F(RuntimeDirectory, OneThatOthersCanEnterIsNotUsed) {
  ASSERT_EQ(mkdir(ours_.c_str(), 0700), 0);
  ASSERT_EQ(chmod(ours_.c_str(), 0770), 0);
  EXPECT_NE(runtime_directory(), ours_);
}

TEST_F(RuntimeDirectory, ALinkIsNotUsed) {
  ASSERT_EQ(mkdir((root() + "/other").c_str(), 0700), 0);
  ASSERT_EQ(symlink("other", ours_.c_str()), 0);
  EXPECT_NE(runtime_directory(), ours_);
}

TEST_F(RuntimeDirectory, OfAnotherUserIsNotUsed) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to give a directory away";
  ASSERT_EQ(mkdir(ours_.c_str(), 0700), 0);
  ASSERT_EQ(chown(ours_.c_str(), 12345, 12345), 0);
  EXPECT_NE(runtime_directory(), ours_);
}

TEST_F(RuntimeDirectory, WithoutAUsableVariableIsBelowTmp) {
  const std::string below_tmp = "/tmp/hybridgrid-" + std::to_string(geteuid());
  for (const char* value : {"", "relative", "/no/such/directory"}) {
    setenv("XDG_RUNTIME_DIR", value, 1);
    EXPECT_EQ(runtime_directory(), below_tmp) << value;
  }
}

}  // namespace
}  // namespace hg::os
