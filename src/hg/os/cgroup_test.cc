#include "hg/os/cgroup.h"

#include <gtest/gtest.h>

#include "hg/testing/temp_directory.h"

namespace hg::os {
namespace {

class Cgroup : public testing::TempDirectoryTest {
 protected:
  CgroupLimits limits(std::string_view membership) const { return cgroup_limits(root(), membership); }
};

TEST_F(Cgroup, Version2TakesTheTightestOfAllLevels) {
  write("a/cpu.max", "400000 100000\n");
  write("a/memory.max", "1000\n");
  write("a/b/cpu.max", "max 100000\n");
  write("a/b/memory.max", "2000\n");
  EXPECT_EQ(limits("0::/a/b\n").cpus, 4.0);
  EXPECT_EQ(limits("0::/a/b\n").memory_bytes, 1000U);
  EXPECT_EQ(limits("0::/other\n").cpus, std::nullopt);
}

TEST_F(Cgroup, InAContainerTheMountPointIsTheGroup) {
  write("cpu.max", "150000 100000\n");
  write("memory.max", "max\n");
  EXPECT_EQ(limits("0::/").cpus, 1.5);
  EXPECT_EQ(limits("0::/not/visible/here\n").cpus, 1.5);
  EXPECT_EQ(limits("0::/").memory_bytes, std::nullopt);
}

TEST_F(Cgroup, Version1) {
  write("cpu,cpuacct/docker/cpu.cfs_quota_us", "200000\n");
  write("cpu,cpuacct/docker/cpu.cfs_period_us", "100000\n");
  write("cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
  write("cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  write("memory/docker/memory.limit_in_bytes", "5000\n");
  const CgroupLimits found = limits("5:cpu,cpuacct:/docker\n4:memory:/docker\n1:name=systemd:/x\n");
  EXPECT_EQ(found.cpus, 2.0);
  EXPECT_EQ(found.memory_bytes, 5000U);
}

TEST_F(Cgroup, NonsenseIsNoLimit) {
  write("cpu.max", "100000 0\n");
  write("memory.max", "");
  for (const char* membership : {"", "\n\n", "0:", "0::", "::", "x", "0::/..\n", "0::relative"}) {
    EXPECT_EQ(limits(membership).cpus, std::nullopt) << membership;
    EXPECT_EQ(limits(membership).memory_bytes, std::nullopt) << membership;
  }
}

}  // namespace
}  // namespace hg::os
