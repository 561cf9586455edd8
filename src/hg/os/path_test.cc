#include "hg/os/path.h"

#include <gtest/gtest.h>

namespace hg::os {
namespace {

TEST(Path, BaseName) {
  EXPECT_EQ(base_name("a/b.c"), "b.c");
  EXPECT_EQ(base_name("b.c"), "b.c");
  EXPECT_EQ(base_name("a/"), "");
  EXPECT_EQ(base_name("/"), "");
  EXPECT_EQ(base_name(""), "");
}

TEST(Path, DirectoryName) {
  EXPECT_EQ(directory_name("a/b.c"), "a");
  EXPECT_EQ(directory_name("a//b.c"), "a");
  EXPECT_EQ(directory_name("b.c"), ".");
  EXPECT_EQ(directory_name(""), ".");
  EXPECT_EQ(directory_name("/b"), "/");
  EXPECT_EQ(directory_name("//b"), "/");
  EXPECT_EQ(directory_name("/a/b"), "/a");
}

TEST(Path, Extension) {
  EXPECT_EQ(extension("a.b/c.tar.gz"), "gz");
  EXPECT_EQ(extension("a.b/c"), "");
  EXPECT_EQ(extension("a."), "");
  EXPECT_EQ(extension(".profile"), "");
  EXPECT_EQ(extension("x/.profile.c"), "c");
}

TEST(Path, WithoutExtension) {
  EXPECT_EQ(without_extension("sub/out.o"), "sub/out");
  EXPECT_EQ(without_extension("out.tar.gz"), "out.tar");
  EXPECT_EQ(without_extension("a.b/c"), "a.b/c");
  EXPECT_EQ(without_extension("x/.profile"), "x/.profile");
  EXPECT_EQ(without_extension("a."), "a");
}

TEST(Path, Join) {
  EXPECT_EQ(join("a", "b"), "a/b");
  EXPECT_EQ(join("a/", "b"), "a/b");
  EXPECT_EQ(join("a", "/b"), "/b");
  EXPECT_EQ(join("", "b"), "b");
  EXPECT_EQ(join("/", "b"), "/b");
}

}  // namespace
}  // namespace hg::os
