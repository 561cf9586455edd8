#include "hg/os/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>

#include "hg/os/unique_fd.h"
#include "hg/testing/temp_directory.h"

namespace hg::os {
namespace {

class File : public testing::TempDirectoryTest {};

TEST_F(File, IsReadBackAsWritten) {
  const std::string bytes(300001, 'x');
  const std::string path = write("a", bytes);
  EXPECT_EQ(read_file(path, bytes.size()).value(), bytes);
  EXPECT_EQ(read_file(path, bytes.size() - 1).error().code(), Code::resource_exhausted);
  EXPECT_EQ(read_file(write("empty", ""), 0).value(), "");
}

TEST_F(File, WithoutASizeIsStillReadWhole) {
  const auto status = read_file("/proc/self/status", 1U << 20U);
  ASSERT_TRUE(status);
  EXPECT_NE(status->find("\nThreads:"), std::string::npos);
}

TEST_F(File, IsReadWithTheStampOfWhatWasRead) {
  const std::string bytes(200001, 'x');
  const std::string path = write("a", bytes);
  for (const std::size_t expected : {bytes.size(), bytes.size() - 1, bytes.size() + 5, std::size_t{0}}) {
    const auto read = read_stamped(path, expected, bytes.size());
    ASSERT_TRUE(read) << expected;
    EXPECT_EQ(read->bytes, bytes);
    EXPECT_EQ(read->stamp, stamp(path).value());
  }
  EXPECT_EQ(read_stamped(path, 0, bytes.size() - 1).error().code(), Code::resource_exhausted);
  EXPECT_EQ(read_stamped(write("empty", ""), 0, 0)->bytes, "");
  EXPECT_EQ(read_stamped(root(), 0, 1).error().code(), Code::failed_precondition);
  EXPECT_EQ(read_stamped(in("none"), 0, 1).error().code(), Code::not_found);
}

TEST_F(File, ReadFailsWithTheReason) {
  EXPECT_EQ(read_file(in("none"), 1).error().code(), Code::not_found);
  EXPECT_EQ(read_file(root(), 1).error().code(), Code::failed_precondition);
}

TEST_F(File, AFifoWithoutWriterDoesNotBlock) {
  ASSERT_EQ(mkfifo(in("fifo").c_str(), 0600), 0);
  EXPECT_EQ(read_file(in("fifo"), 1).error().code(), Code::failed_precondition);
  EXPECT_EQ(stamp(in("fifo")).error().code(), Code::failed_precondition);
}

TEST_F(File, StampTellsStatesApart) {
  const std::string path = write("a", "one");
  const FileStamp before = stamp(path).value();
  EXPECT_EQ(before.size, 3U);
  EXPECT_EQ(stamp(path).value(), before);
  ASSERT_EQ(symlink(path.c_str(), in("link").c_str()), 0);
  EXPECT_EQ(stamp(in("link")).value(), before);
  write("a", "two");
  EXPECT_NE(stamp(path).value(), before);
  EXPECT_EQ(stamp(in("none")).error().code(), Code::not_found);
}

TEST_F(File, ANameThatComesChangesTheDirectorysStamp) {
  const std::array<timespec, 2> long_ago{};
  ASSERT_EQ(::utimensat(AT_FDCWD, root().c_str(), long_ago.data(), 0), 0);
  const FileStamp before = directory_stamp(root()).value();
  EXPECT_EQ(directory_stamp(root()).value(), before);
  write("new", "");
  EXPECT_NE(directory_stamp(root()).value(), before);
  EXPECT_EQ(directory_stamp(in("new")).error().code(), Code::failed_precondition);
  EXPECT_EQ(directory_stamp(in("none")).error().code(), Code::not_found);
}

TEST_F(File, KindsAreTold) {
  const std::string path = write("a", "");
  EXPECT_TRUE(exists(path));
  EXPECT_FALSE(exists(in("none")));
  EXPECT_TRUE(is_directory(root()));
  EXPECT_FALSE(is_directory(path));
  EXPECT_FALSE(is_executable_file(path));
  ASSERT_EQ(chmod(path.c_str(), 0700), 0);
  EXPECT_TRUE(is_executable_file(path));
  EXPECT_FALSE(is_executable_file(root()));
}

TEST_F(File, APipeIsReadToItsEnd) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  const UniqueFd reading(ends[0]);
  const std::string bytes(1U << 20U,
                          'p');  // far more than the pipe holds: both ends must wait for each other
  std::jthread writer([fd = UniqueFd(ends[1]), &bytes] { EXPECT_TRUE(write_all(fd.get(), bytes)); });
  EXPECT_EQ(read_fd(reading.get(), bytes.size()).value(), bytes);
}

TEST_F(File, AClosedSocketIsAnErrorNotASignal) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const UniqueFd ours(ends[0]);
  ::close(ends[1]);
  EXPECT_EQ(write_all(ours.get(), "x").error().code(), Code::unavailable);
}

TEST_F(File, AtomicWriteHonoursTheUmask) {
  const mode_t before = umask(027);
  write("plain", "x");
  EXPECT_TRUE(write_file_atomic(in("program"), "x", 0777));
  umask(before);
  struct stat info{};
  ASSERT_EQ(stat(in("plain").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0640U);
  ASSERT_EQ(stat(in("program").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0750U);
}

TEST_F(File, AtomicWriteLeavesNothingBesides) {
  write("a", "1");
  write("a", "2");
  EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

TEST_F(File, AtomicWriteSetsTheTimeThatItIsGiven) {
  constexpr std::int64_t kTime = 1'600'000'000'123'456'789;
  ASSERT_TRUE(write_file_atomic(in("a"), "x", 0600, kTime));
  EXPECT_EQ(stamp(in("a"))->mtime_ns, kTime);
}

TEST_F(File, OnlyTemporariesAreNamedLikeThem) {
  EXPECT_TRUE(is_temporary_name(".hg-18446744073709551615.tmp"));
  EXPECT_FALSE(is_temporary_name("a.tmp"));
  EXPECT_FALSE(is_temporary_name(".hg-1.o"));
}

TEST_F(File, AtomicWriteRefusesADirectory) {
  ASSERT_TRUE(make_directories(in("d")));
  EXPECT_EQ(write_file_atomic(in("d"), "x").error().code(), Code::failed_precondition);
  EXPECT_EQ(write_file_atomic(in("none/a"), "x").error().code(), Code::not_found);
  EXPECT_EQ(names(), std::vector<std::string>{"d"});
}

TEST_F(File, AtomicWriteTakesTheLongestName) {
  const std::string name(255, 'n');
  write(name, "x");
  EXPECT_EQ(read_file(in(name), 1).value(), "x");
  EXPECT_FALSE(write_file_atomic(in(name + "n"), "x"));
  EXPECT_EQ(names(), std::vector<std::string>{name});
}

TEST_F(File, AtomicWriteGoesThroughSymlinks) {
  ASSERT_TRUE(make_directories(in("d")));
  ASSERT_EQ(symlink("d/target", in("link").c_str()), 0);
  ASSERT_EQ(symlink("link", in("second").c_str()), 0);
  write("second", "first");   // the target does not exist yet
  write("second", "second");  // and now it does
  EXPECT_EQ(read_file(in("d/target"), 10).value(), "second");
  ASSERT_EQ(symlink("loop", in("loop").c_str()), 0);
  EXPECT_FALSE(write_file_atomic(in("loop"), "x"));
}

// Replacing /dev/null by a file would break the machine when the build runs as root.
TEST_F(File, AtomicWriteNeverReplacesADevice) {
  EXPECT_TRUE(write_file_atomic("/dev/null", "x"));
  struct stat info{};
  ASSERT_EQ(stat("/dev/null", &info), 0);
  EXPECT_TRUE(S_ISCHR(info.st_mode));
  EXPECT_EQ(write_file_atomic("/dev/full", "x").error().code(), Code::resource_exhausted);
}

TEST_F(File, AFailedWriteLeavesTheOldFileAndNoTemporary) {
  write("a", "old");
  const rlimit small{1024, RLIM_INFINITY};
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  auto* const handler = signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = write_file_atomic(in("a"), std::string(5000, 'x'));
  setrlimit(RLIMIT_FSIZE, &before);
  static_cast<void>(signal(SIGXFSZ, handler));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), Code::resource_exhausted);
  EXPECT_EQ(read_file(in("a"), 10).value(), "old");
  EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

TEST_F(File, ConcurrentWritersNeverMix) {
  {
    std::vector<std::jthread> writers;
    for (char c : {'a', 'b', 'c'}) {
      writers.emplace_back([this, c] {
        for (int i = 0; i < 100; ++i) EXPECT_TRUE(write_file_atomic(in("x"), std::string(50000, c)));
      });
    }
  }
  const std::string bytes = read_file(in("x"), 50000).value();
  EXPECT_EQ(bytes, std::string(50000, bytes[0]));
  EXPECT_EQ(names(), std::vector<std::string>{"x"});
}

TEST_F(File, DirectoriesAreMadeWithTheirParents) {
  EXPECT_TRUE(make_directories(in("a/b/c/")));
  EXPECT_TRUE(make_directories(in("a/b/c")));
  EXPECT_TRUE(is_directory(in("a/b/c")));
  write("file", "");
  EXPECT_EQ(make_directories(in("file")).error().code(), Code::already_exists);
  EXPECT_EQ(make_directories(in("file/below")).error().code(), Code::not_found);
  EXPECT_EQ(make_directories("").error().code(), Code::invalid_argument);
}

TEST_F(File, ListIsSorted) {
  for (const char* name : {"b", ".hidden", "a"}) write(name, "");
  EXPECT_EQ(names(), (std::vector<std::string>{".hidden", "a", "b"}));
  EXPECT_EQ(list_directory(in("none")).error().code(), Code::not_found);
}

TEST_F(File, RemoveTreeNeverLeavesIt) {
  const std::string kept = write("kept", "x");
  ASSERT_TRUE(make_directories(in("outside")));
  write("outside/kept", "x");
  ASSERT_TRUE(make_directories(in("tree/a/b")));
  write("tree/a/b/file", "x");
  ASSERT_EQ(symlink(in("outside").c_str(), in("tree/link").c_str()), 0);
  ASSERT_EQ(symlink("/nowhere", in("tree/dangling").c_str()), 0);
  EXPECT_TRUE(remove_tree(in("tree/")));
  EXPECT_FALSE(exists(in("tree")));
  EXPECT_TRUE(exists(in("outside/kept")));

  ASSERT_EQ(symlink(in("outside").c_str(), in("link").c_str()), 0);
  EXPECT_TRUE(remove_tree(in("link")));
  EXPECT_TRUE(exists(in("outside/kept")));
  EXPECT_TRUE(remove_tree(kept));
  EXPECT_TRUE(remove_tree(in("none")));
}

TEST(RemoveTree, RefusesTheRoot) {
  EXPECT_EQ(remove_tree("").error().code(), Code::invalid_argument);
  EXPECT_EQ(remove_tree("//").error().code(), Code::invalid_argument);
}

TEST(TempDir, LivesAsLongAsItsOwner) {
  std::string path;
  {
    auto first = TempDir::make("/tmp", "hg-").value();
    path = first.path();
    struct stat info{};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777U, 0700U);
    const TempDir second = std::move(first);
    EXPECT_TRUE(write_file_atomic(second.path() + "/a", "x"));
  }
  EXPECT_FALSE(exists(path));
  EXPECT_EQ(TempDir::make("/nowhere", "x").error().code(), Code::not_found);
}

}  // namespace
}  // namespace hg::os
