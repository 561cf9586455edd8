#include "hg/auth/join.h"

#include <gmock/gmock.h>

#include "hg/auth/secret.h"
#include "hg/testing/temp_directory.h"

namespace hg::auth {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AuthJoin : public testing::TempDirectoryTest {
 protected:
  Join join_{{"build.example", 9000}, "sha256:" + std::string(64, 'a'), to_text(new_secret().value())};
  std::string line_ = to_text(join_);
};

TEST_F(AuthJoin, TheLineSaysItAll) {
  const Join back = join_from_text(line_ + "\n").value();
  EXPECT_EQ(model::to_string(back.coordinator), "build.example:9000");
  EXPECT_EQ(back.authority, join_.authority);
  EXPECT_EQ(back.token, join_.token);
  join_.authority.clear();
  EXPECT_EQ(join_from_text(to_text(join_)).value().authority, "");
}

TEST_F(AuthJoin, WhatIsNoSuchLineIsRefusedAndNotShown) {
  const std::string secret = join_.token.substr(13);
  for (const std::string& bad :
       {std::string(), line_.substr(1), line_.substr(0, line_.size() - 1), line_ + ",x", join_.token,
        "hgj1,nohost,," + join_.token, "hgj1,h:1,sha256:12," + join_.token, "hgj2" + line_.substr(4)}) {
    const auto refused = join_from_text(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_THAT(refused.error().to_string(), Not(HasSubstr(secret.substr(0, 8))));
    EXPECT_THAT(refused.error().to_string(), HasSubstr("copy all of it"));
  }
}

TEST_F(AuthJoin, AFileOfItIsNobodyElses) {
  EXPECT_TRUE(join_from_file(write("good", line_, 0600)));
  EXPECT_THAT(join_from_file(write("open", line_, 0640)).error().to_string(), HasSubstr("is open to others"));
  EXPECT_EQ(join_from_file(line_).error().to_string().find(join_.token), std::string::npos);
  EXPECT_THAT(join_from_file(write("bad", "x", 0600)).error().to_string(), HasSubstr("bad"));
}

}  // namespace
}  // namespace hg::auth
