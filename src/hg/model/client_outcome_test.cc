#include "hg/model/client_outcome.h"

#include <gtest/gtest.h>

namespace hg::model {
namespace {

TEST(IsCompile, LinksAndQuestionsAreNot) {
  EXPECT_FALSE(is_compile(Reason::link));
  EXPECT_FALSE(is_compile(Reason::info_query));
  EXPECT_TRUE(is_compile(Reason::probe));
  EXPECT_TRUE(is_compile(Reason::no_workers));
}

}  // namespace
}  // namespace hg::model
