#include "hg/auth/token_file.h"

#include <gmock/gmock.h>

#include "hg/auth/secret.h"
#include "hg/testing/temp_directory.h"

namespace hg::auth {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AuthOwnToken : public testing::TempDirectoryTest {
 protected:
  std::string token_ = to_text(new_secret().value());
};

TEST_F(AuthOwnToken, ComesFromAValueOrAFile) {
  EXPECT_EQ(OwnToken::open(token_, "").value()->header(), "Bearer " + token_);
  EXPECT_EQ(OwnToken::open("", write("t", token_ + "\n", 0600)).value()->header(), "Bearer " + token_);
  EXPECT_FALSE(OwnToken::open("", "").value()->any());
}

TEST_F(AuthOwnToken, ANewFileIsReadWithoutARestart) {
  const auto own = OwnToken::open("", write("t", token_, 0600)).value();
  const std::string next = to_text(new_secret().value());
  write("t", next, 0600);
  EXPECT_EQ(own->header(), "Bearer " + next);
}

TEST_F(AuthOwnToken, WhatIsRefusedIsNotShown) {
  const std::string damaged = token_.substr(1);
  EXPECT_THAT(OwnToken::open(damaged, "").error().to_string(), Not(HasSubstr(damaged)));
  EXPECT_THAT(OwnToken::open("", write("t", damaged, 0600)).error().to_string(), Not(HasSubstr(damaged)));
  EXPECT_THAT(OwnToken::open("", write("o", token_, 0644)).error().to_string(),
              HasSubstr("is open to others"));
  EXPECT_THAT(OwnToken::open("", token_).error().to_string(), Not(HasSubstr(token_)));
  EXPECT_THAT(OwnToken::open("", in("missing")).error().to_string(), HasSubstr("missing"));
}

}  // namespace
}  // namespace hg::auth
