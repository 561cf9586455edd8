#include "hg/os/cgroup.h"

#include <gtest/gtest.h>

#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::os {
namespace {

class Cgroup : public testing::Test {
 protected:
  void file(const std::string& name, std::string_view text) const {
    const std::string path = root_.path() + "/" + name;
    ASSERT_TRUE(make_directories(std::string(directory_name(path))));
    ASSERT_TRUE(write_file_atomic(path, text));
  }
  CgroupLimits limits(std::string_view membership) const { return cgroup_limits(root_.path(), membership); }

  TempDir root_ = TempDir::make("/tmp", "hg-cgroup-test-").value();
};

TEST_F(Cgroup, Version2TakesTheTightestOfAllLevels) {
  file("a/cpu.max", "400000 100000\n");
  file("a/memory.max", "1000\n");
  file("a/b/cpu.max", "max 100000\n");
  file("a/b/memory.max", "2000\n");
  EXPECT_EQ(limits("0::/a/b\n").cpus, 4.0);
  EXPECT_EQ(limits("0::/a/b\n").memory_bytes, 1000U);
  EXPECT_EQ(limits("0::/other\n").cpus, std::nullopt);
}

TEST_F(Cgroup, InAContainerTheMountPointIsTheGroup) {
  file("cpu.max", "150000 100000\n");
  file("memory.max", "max\n");
  EXPECT_EQ(limits("0::/").cpus, 1.5);
  EXPECT_EQ(limits("0::/not/visible/here\n").cpus, 1.5);
  EXPECT_EQ(limits("0::/").memory_bytes, std::nullopt);
}

TEST_F(Cgroup, Version1) {
  file("cpu,cpuacct/docker/cpu.cfs_quota_us", "200000\n");
  file("cpu,cpuacct/docker/cpu.cfs_period_us", "100000\n");
  file("cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
  file("cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  file("memory/docker/memory.limit_in_bytes", "5000\n");
  const CgroupLimits found = limits("5:cpu,cpuacct:/docker\n4:memory:/docker\n1:name=systemd:/x\n");
  EXPECT_EQ(found.cpus, 2.0);
  EXPECT_EQ(found.memory_bytes, 5000U);
}

TEST_F(Cgroup, NonsenseIsNoLimit) {
  file("cpu.max", "100000 0\n");
  file("memory.max", "");
  for (const char* membership : {"", "\n\n", "0:", "0::", "::", "x", "0::/..\n", "0::relative"}) {
    EXPECT_EQ(limits(membership).cpus, std::nullopt) << membership;
    EXPECT_EQ(limits(membership).memory_bytes, std::nullopt) << membership;
  }
}

}  // namespace
}  // namespace hg::os
