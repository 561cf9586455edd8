#include "hg/cache/file_digests.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <fstream>

#include "hg/testing/fake_clock.h"
#include "hg/testing/temp_directory.h"

namespace hg::cache {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class Digests : public testing::TempDirectoryTest {
 protected:
  Digests() { clock_.set(TimePoint(system_clock().wall().time_since_epoch() + hours(1))); }

  // A process: what it says of "a.h", and how many files it has read.
  struct Told {
    digest::Sha256Digest content;
    std::uint32_t flags = 0;
    std::uint64_t read = 0;
  };
  Told ask(std::uint32_t version = 1) {
    const auto memo = DigestMemo::open(root()).value();
    FileDigests digests(&memo, scanner(version), clock_);
    const auto& digest = digests.of(in("a.h"));
    EXPECT_TRUE(digest) << digest.error().to_string();
    return {digest->content, digest->flags, digests.files_read()};
  }

  static Scanner scanner(std::uint32_t version) {
    return {.scan = [](std::string_view text) { return text.find("__TIME__") == text.npos ? 0U : 5U; },
            .version = version};
  }

  testing::FakeClock clock_;
};

TEST_F(Digests, AFileIsReadOnce) {
  write("a.h", "__TIME__");
  EXPECT_EQ(ask().read, 1U);
  const Told again = ask();
  EXPECT_EQ(again.read, 0U);
  EXPECT_EQ(again.content, digest::sha256("__TIME__"));
  EXPECT_EQ(again.flags, 5U);
}

TEST_F(Digests, AChangedFileIsReadAgain) {
  write("a.h", "one");
  ask();
  write("a.h", "two");
  const Told told = ask();
  EXPECT_EQ(told.content, digest::sha256("two"));
  EXPECT_EQ(told.read, 1U);
}

// The same inode, size and modification time: only the change time tells, and nobody can set that.
TEST_F(Digests, ATimeThatWasSetBackFoolsNobody) {
  write("a.h", "one");
  const std::array<timespec, 2> past{{{.tv_sec = 1000, .tv_nsec = 0}, {.tv_sec = 1000, .tv_nsec = 0}}};
  ASSERT_EQ(::utimensat(AT_FDCWD, in("a.h").c_str(), past.data(), 0), 0);
  const os::FileStamp before = os::stamp(in("a.h")).value();
  ask();
  os::FileStamp after = before;
  while (after.ctime_ns == before.ctime_ns) {  // until the kernel's clock has ticked
    const int fd = ::open(in("a.h").c_str(), O_WRONLY);
    ASSERT_EQ(::pwrite(fd, "two", 3, 0), 3);
    ::close(fd);
    ASSERT_EQ(::utimensat(AT_FDCWD, in("a.h").c_str(), past.data(), 0), 0);
    after = os::stamp(in("a.h")).value();
  }
  EXPECT_EQ(after.mtime_ns, before.mtime_ns);
  EXPECT_EQ(ask().content, digest::sha256("two"));
}

TEST_F(Digests, AFileThatJustChangedIsNotRemembered) {
  write("a.h", "one");
  clock_.set(TimePoint(Duration(os::stamp(in("a.h"))->ctime_ns) + seconds(1)));
  EXPECT_EQ(ask().read, 1U);
  EXPECT_EQ(ask().read, 1U);
  clock_.advance(seconds(2));
  EXPECT_EQ(ask().read, 1U);
  EXPECT_EQ(ask().read, 0U);
}

TEST_F(Digests, AFileOfTheFutureIsNotRemembered) {
  write("a.h", "one");
  clock_.set(TimePoint(hours(1)));
  ask();
  EXPECT_EQ(ask().read, 1U);
}

TEST_F(Digests, AnotherScannersAnswerIsNotBelieved) {
  write("a.h", "one");
  ask(1);
  EXPECT_EQ(ask(2).read, 1U);
  EXPECT_EQ(ask(1).read, 0U);
}

TEST_F(Digests, AProcessKeepsItsAnswers) {
  FileDigests digests(nullptr, {}, clock_);
  const std::string path = write("a.h", "one");
  const auto& first = digests.of(path);
  EXPECT_EQ(first->content, digest::sha256("one"));
  EXPECT_EQ(&digests.of(path), &first);
  EXPECT_EQ(digests.files_read(), 1U);
  EXPECT_EQ(digests.of(in("none")).error().code(), Code::not_found);
  EXPECT_EQ(digests.of(root()).error().code(), Code::failed_precondition);
}

TEST_F(Digests, WhatChangedSinceTheMarkIsTold) {
  FileDigests digests(nullptr, {}, clock_);
  const std::string same = write("a.h", "one");
  const std::string changed = write("b.h", "one");
  ASSERT_TRUE(digests.of(same));
  ASSERT_TRUE(digests.of(changed));
  write("b.h", "three");
  EXPECT_TRUE(digests.of_now(changed)) << "there was no mark";
  digests.mark();
  EXPECT_TRUE(digests.of_now(same));
  EXPECT_EQ(digests.of_now(changed).error().code(), Code::aborted);
  EXPECT_EQ(digests.of_now(write("c.h", "new"))->content, digest::sha256("new"));
}

TEST_F(Digests, TheMemoForgetsWhatIsTornOrForeign) {
  write("a.h", "one");
  ask();
  std::string bytes = read("digests-1");
  std::size_t at = 4096;
  while (bytes[at] == 0) ++at;
  bytes[at + 20] = static_cast<char>(bytes[at + 20] ^ 1);
  write("digests-1", bytes, 0600);
  EXPECT_EQ(ask().read, 1U);
  EXPECT_EQ(ask().read, 0U);
}

TEST_F(Digests, AMemoThatIsFullForgetsTheOldest) {
  const auto memo = DigestMemo::open(root()).value();
  os::FileStamp stamp{.device = 1, .inode = 77, .size = 1, .mtime_ns = 0, .ctime_ns = 0};
  for (std::int64_t i = 0; i < 100; ++i) {  // all for one bucket
    stamp.mtime_ns = i;
    memo.remember(stamp, 1, {digest::sha256(std::to_string(i)), 3});
    const auto known = memo.find(stamp, 1);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->content, digest::sha256(std::to_string(i)));
    EXPECT_EQ(known->flags, 3U);
  }
}

}  // namespace
}  // namespace hg::cache
