#include "hg/client/real_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "hg/os/file.h"

namespace hg::client {
namespace {

namespace fs = std::filesystem;
using Writer = Installed::Writer;

// What gcc 12 and clang 14 did with `-o l` in the same situations is what is expected here.
class RealFilesTest : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return directory_.path() + "/" + name; }
  void write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name)) << content;
  }
  std::string read(const std::string& name) const { return *os::read_file(path(name), 1000); }
  Status install(const std::string& name, Writer writer) {
    return files_.install({.path = path(name), .bytes = "new", .writer = writer});
  }

  os::TempDir directory_ = *os::TempDir::make("/tmp", "hg-files-");
  RealFiles files_;
};

TEST_F(RealFilesTest, ANewFileHonoursTheUmask) {
  const mode_t before = ::umask(027);
  for (const Writer writer : {Writer::gcc_assembler, Writer::clang, Writer::stream}) {
    ASSERT_TRUE(install("a.o", writer));
    EXPECT_EQ(read("a.o"), "new");
    EXPECT_EQ(static_cast<unsigned>(fs::status(path("a.o")).permissions()), 0640U);
    fs::remove(path("a.o"));
  }
  ::umask(before);
}

TEST_F(RealFilesTest, ASymlinkToAFileWithContentIsReplacedByBothCompilers) {
  for (const Writer writer : {Writer::gcc_assembler, Writer::clang}) {
    write("target", "old");
    fs::create_symlink("target", path("l"));
    ASSERT_TRUE(install("l", writer));
    EXPECT_FALSE(fs::is_symlink(path("l")));
    EXPECT_EQ(read("target"), "old");
    fs::remove(path("l"));
  }
}

TEST_F(RealFilesTest, GccWritesThroughASymlinkToNothing) {
  fs::create_symlink("target", path("l"));
  ASSERT_TRUE(install("l", Writer::gcc_assembler));
  EXPECT_TRUE(fs::is_symlink(path("l")));
  EXPECT_EQ(read("target"), "new");
}

TEST_F(RealFilesTest, GccWritesIntoAnEmptyFileAndKeepsItsMode) {
  write("a.o", "");
  fs::permissions(path("a.o"), fs::perms::owner_read | fs::perms::owner_write);
  ASSERT_TRUE(install("a.o", Writer::gcc_assembler));
  EXPECT_EQ(read("a.o"), "new");
  EXPECT_EQ(static_cast<unsigned>(fs::status(path("a.o")).permissions()), 0600U);
}

TEST_F(RealFilesTest, AnObjectWithASecondNameIsReplaced) {
  write("a.o", "old");
  fs::create_hard_link(path("a.o"), path("b.o"));
  ASSERT_TRUE(install("a.o", Writer::gcc_assembler));
  EXPECT_EQ(read("b.o"), "old");
}

TEST_F(RealFilesTest, ADependencyFileIsWrittenIntoWhatIsThere) {
  write("target", "old and longer");
  fs::create_symlink("target", path("l.d"));
  fs::create_hard_link(path("target"), path("h.d"));
  ASSERT_TRUE(install("l.d", Writer::stream));
  EXPECT_TRUE(fs::is_symlink(path("l.d")));
  EXPECT_EQ(read("h.d"), "new");
}

TEST_F(RealFilesTest, WhatIsNoFileIsRefused) {
  fs::create_directory(path("d"));
  EXPECT_FALSE(install("d", Writer::gcc_assembler));
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  EXPECT_FALSE(install("fifo", Writer::stream));
  EXPECT_FALSE(install("missing/a.o", Writer::clang));
}

TEST_F(RealFilesTest, NothingIsLeftBeside) {
  ASSERT_TRUE(install("a.o", Writer::clang));
  EXPECT_EQ(os::list_directory(directory_.path())->size(), 1U);
}

TEST_F(RealFilesTest, KnowsFilesApart) {
  write("a", "x");
  fs::create_symlink("a", path("l"));
  EXPECT_TRUE(files_.same(path("a"), path("l")));
  EXPECT_FALSE(files_.same(path("a"), path("b")));
  EXPECT_TRUE(files_.is_regular(path("l")));
  EXPECT_FALSE(files_.is_regular(directory_.path()));
  EXPECT_FALSE(files_.is_regular(path("b")));
}

}  // namespace
}  // namespace hg::client
