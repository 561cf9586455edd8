#include "hg/base/error.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "hg/base/result.h"

namespace hg {
namespace {

TEST(Error, TrailReadsFromTheOutsideIn) {
  const Error error =
      Error(Code::not_found, "open: No such file").context("reading entry ab12").context("looking up a.c");
  EXPECT_EQ(error.to_string(), "looking up a.c: reading entry ab12: open: No such file");
}

TEST(Error, ErrnoChoosesTheCode) {
  EXPECT_EQ(Error::from_errno(ENOSPC, "write").code(), Code::resource_exhausted);
  EXPECT_EQ(Error::from_errno(ENOENT, "open").code(), Code::not_found);
  EXPECT_EQ(Error::from_errno(ENOENT, "open /x").message(), "open /x: No such file or directory");
}

Result<int> half(int n) {
  if (n % 2 != 0) return fail(Code::invalid_argument, "odd");
  return n / 2;
}

Result<int> quarter(int n) {
  HG_TRY_ASSIGN(const int once, half(n));
  HG_TRY(half(once));
  return half(once);
}

TEST(Result, TryReturnsTheFirstError) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(quarter(6).error().message(), "odd");
  EXPECT_EQ(quarter(7).error().code(), Code::invalid_argument);
}

}  // namespace
}  // namespace hg
