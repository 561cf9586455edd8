#include "hg/capability/toolchain_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "hg/capability/host.h"

namespace hg::capability {
namespace {

namespace fs = std::filesystem;

// A directory with a real gcc of its own, and with things that are none.
class ToolchainDirectoryTest : public testing::Test {
 protected:
  ToolchainDirectoryTest() {
    fs::create_directory(bin_);
    fs::create_symlink("/usr/lib",
                       directory_.path() + "/lib");  // where a driver that was moved looks for cc1
    fs::copy_file(fs::canonical("/usr/bin/gcc"), gcc_);
    EXPECT_TRUE(os::write_file_atomic(bin_ + "/g++", "#!/bin/sh\n", 0755));
    EXPECT_TRUE(os::write_file_atomic(bin_ + "/clang", "junk", 0755));
    options_.directories = {bin_};
  }
  os::TempDir directory_ = *os::TempDir::make("/tmp", "toolchains");
  std::string bin_ = directory_.path() + "/bin";
  std::string gcc_ = bin_ + "/gcc";
  DetectOptions options_;
};

TEST_F(ToolchainDirectoryTest, OffersOnlyCompilers) {
  const ToolchainDirectory directory(options_);
  const auto offered = directory.list();
  ASSERT_EQ(offered.size(), 1U);
  EXPECT_EQ(offered[0].driver, gcc_);
  EXPECT_EQ(offered[0].toolchain.name, "gcc");
  const auto found = directory.find(offered[0].toolchain.id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->driver, gcc_);
  EXPECT_EQ(directory.find(model::ToolchainId("0000")).error().code(), Code::not_found);
}

TEST_F(ToolchainDirectoryTest, NeverHandsOutACompilerThatWasUpgraded) {
  int noticed = 0;
  ToolchainDirectory directory(options_, [&] { ++noticed; });
  const model::ToolchainId id = directory.toolchains().at(0).id;
  std::ofstream(gcc_, std::ios::app) << 'x';
  const auto found = directory.find(id);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code(), Code::not_found);
  EXPECT_EQ(noticed, 1);
  EXPECT_TRUE(directory.rescan());
  EXPECT_FALSE(directory.find(id));
  EXPECT_TRUE(directory.find(directory.toolchains().at(0).id));
}

TEST_F(ToolchainDirectoryTest, ASameCompilerAfterATouchIsOfferedAgain) {
  ToolchainDirectory directory(options_);
  const model::ToolchainId id = directory.toolchains().at(0).id;
  fs::last_write_time(gcc_, fs::file_time_type::clock::now() - std::chrono::hours(1));
  EXPECT_FALSE(directory.find(id));
  EXPECT_FALSE(directory.rescan());
  EXPECT_TRUE(directory.find(id));
}

TEST_F(ToolchainDirectoryTest, RemembersBetweenStarts) {
  options_.memo_directory = directory_.path() + "/memo";
  const auto first = ToolchainDirectory(options_).toolchains();
  EXPECT_TRUE(fs::exists(options_.memo_directory));
  EXPECT_EQ(ToolchainDirectory(options_).toolchains(), first);
}

TEST_F(ToolchainDirectoryTest, NothingInstalled) {
  options_.directories = {"/nonexistent"};
  EXPECT_TRUE(ToolchainDirectory(options_).toolchains().empty());
}

TEST(Host, DescribesThisMachine) {
  const model::Capability host = describe_host();
  EXPECT_FALSE(host.name.empty());
  EXPECT_FALSE(host.arch.empty());
  EXPECT_GE(host.cores, 1U);
  EXPECT_EQ(host.slots, host.cores);
  EXPECT_GT(host.memory_bytes, 1U << 20U);
}

}  // namespace
}  // namespace hg::capability
