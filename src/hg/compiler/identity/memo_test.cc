#include "hg/compiler/identity/memo.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>
#include <vector>

namespace hg::compiler::identity {
namespace {

const SearchEnvironment kPlain{"/usr/bin:/bin", "", "/nonexistent"};

class MemoTest : public testing::Test {
 protected:
  // An identification that no compiler would give, so that a remembered one is recognised.
  Identified invented() const {
    Identified identified;
    identified.driver = "/usr/bin/gcc";
    identified.toolchain.id = model::ToolchainId(std::string(64, 'a'));
    identified.toolchain.version = "1.2.3";
    identified.toolchain.target = "pdp11-aout";
    identified.toolchain.name = "gcc";
    identified.parts = {{"/usr/bin/gcc", *os::stamp("/usr/bin/gcc")}};
    identified.absent = {"/nonexistent/specs"};
    return identified;
  }
  std::string only_file() const {
    const auto names = os::list_directory(memo_);
    EXPECT_TRUE(names && names->size() == 1U);
    return names && !names->empty() ? memo_ + "/" + names->front() : "";
  }
  std::string id() const { return identify_memoised("/usr/bin/gcc", memo_, kPlain)->toolchain.id.value(); }

  os::TempDir directory_ = *os::TempDir::make("/tmp", "memo");
  std::string memo_ = directory_.path() + "/new/memo";
};

TEST_F(MemoTest, IsBelievedWhileThePartsHoldTheirStamps) {
  store_memo(memo_, invented(), kPlain);
  EXPECT_EQ(id(), std::string(64, 'a'));
  const auto loaded = load_memo(memo_, "/usr/bin/gcc", kPlain);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->toolchain, invented().toolchain);
  EXPECT_EQ(loaded->parts, invented().parts);
  EXPECT_EQ(loaded->absent, invented().absent);
}

TEST_F(MemoTest, IsReplacedWhenAPartChanged) {
  Identified stale = invented();
  stale.parts[0].stamp.mtime_ns -= 1;
  store_memo(memo_, stale, kPlain);
  EXPECT_NE(id(), std::string(64, 'a'));
  EXPECT_EQ(load_memo(memo_, "/usr/bin/gcc", kPlain)->toolchain.id.value(), id());
}

TEST_F(MemoTest, NoDamageIsBelieved) {
  store_memo(memo_, invented(), kPlain);
  const std::string path = only_file();
  const std::string good = *os::read_file(path, 1U << 20U);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 4);
    ASSERT_TRUE(os::write_file_atomic(path, bad, 0600));
    EXPECT_FALSE(load_memo(memo_, "/usr/bin/gcc", kPlain)) << i;
    ASSERT_TRUE(os::write_file_atomic(path, good.substr(0, i), 0600));
    EXPECT_FALSE(load_memo(memo_, "/usr/bin/gcc", kPlain)) << i;
  }
  EXPECT_NE(id(), std::string(64, 'a'));
}

TEST_F(MemoTest, WhatOthersCouldHaveWrittenIsNotBelieved) {
  store_memo(memo_, invented(), kPlain);
  ASSERT_EQ(chmod(only_file().c_str(), 0666), 0);
  EXPECT_FALSE(load_memo(memo_, "/usr/bin/gcc", kPlain));
}

TEST_F(MemoTest, BelongsToOneEnvironment) {
  store_memo(memo_, invented(), kPlain);
  EXPECT_FALSE(load_memo(memo_, "/usr/bin/gcc", {kPlain.path, "/opt/lib", kPlain.home}));
  EXPECT_FALSE(load_memo(memo_, "/usr/bin/gcc", {kPlain.path, "", "/home/u"}));
  EXPECT_FALSE(load_memo(memo_, "/usr/bin/g++", kPlain));
}

TEST_F(MemoTest, AnUnwritableDirectoryCostsOnlyTime) {
  EXPECT_TRUE(identify_memoised("/usr/bin/gcc", "/proc/nowhere", kPlain));
}

TEST_F(MemoTest, ManyAtOnce) {
  const std::string expected = identify("/usr/bin/gcc", kPlain)->toolchain.id.value();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { EXPECT_EQ(id(), expected); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(id(), expected);
  only_file();  // no temporary is left
}

}  // namespace
}  // namespace hg::compiler::identity
