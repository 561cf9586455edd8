#include "hg/auth/token_store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "hg/auth/secret.h"
#include "hg/testing/temp_directory.h"

namespace hg::auth {
namespace {

using model::Role;
using ::testing::HasSubstr;

class AuthTokenStore : public testing::TempDirectoryTest {
 protected:
  std::unique_ptr<TokenStore> open() const { return TokenStore::open(path_).value(); }
  std::string path_ = in("grid/tokens");
  WallTime now_{std::chrono::seconds(1'700'000'000)};
};

TEST_F(AuthTokenStore, WhatWasMadeIsFoundAndWhatWasRevokedIsNot) {
  const auto store = open();
  const std::string token = store->create(Role::worker, "build7", now_).value();
  const std::string other = store->create(Role::client, "ci", now_).value();
  ASSERT_TRUE(store->find(token));
  EXPECT_EQ(store->find(token)->role, Role::worker);
  EXPECT_EQ(store->find(token)->name, "build7");
  EXPECT_EQ(store->find(token)->created, now_);
  EXPECT_TRUE(store->revoke(from_text(token)->id));
  EXPECT_FALSE(store->find(token));
  EXPECT_TRUE(store->find(other));
  EXPECT_EQ(store->revoke("00000000").error().code(), Code::not_found);
}

// hg-coord token revoke, while hg-coord serve runs.
TEST_F(AuthTokenStore, AnotherProcesssChangesAreSeenAtOnce) {
  const auto serving = open();
  const std::string token = open()->create(Role::client, "ci", now_).value();
  EXPECT_TRUE(serving->find(token));
  EXPECT_TRUE(open()->revoke(from_text(token)->id));
  EXPECT_FALSE(serving->find(token));
}

TEST_F(AuthTokenStore, TheFileHoldsNoSecretAndIsItsOwners) {
  const std::string token = open()->create(Role::admin, "me", now_).value();
  EXPECT_EQ(read("grid/tokens").find(from_text(token)->secret), std::string::npos);
  struct stat info{};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(AuthTokenStore, WhatIsNearlyATokenIsNone) {
  const auto store = open();
  std::string token = store->create(Role::client, "ci", now_).value();
  EXPECT_FALSE(store->find(""));
  EXPECT_FALSE(store->find(token + "0"));
  EXPECT_FALSE(store->find(std::string(1U << 20U, 'a')));
  token.back() = token.back() == '0' ? '1' : '0';
  EXPECT_FALSE(store->find(token));
}

TEST_F(AuthTokenStore, AFileThatIsOpenToOthersOrDamagedIsRefusedByName) {
  ASSERT_TRUE(open()->create(Role::client, "ci", now_));
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);
  EXPECT_THAT(TokenStore::open(path_).error().to_string(), HasSubstr("grid/tokens is open to others"));
  write("grid/tokens", "# x\nnonsense\n", 0600);
  ASSERT_EQ(::chmod(path_.c_str(), 0600), 0);
  EXPECT_THAT(TokenStore::open(path_).error().to_string(), HasSubstr("grid/tokens:2: is no token's line"));
}

TEST_F(AuthTokenStore, NamesWithoutSenseAreRefused) {
  for (const std::string name : {"", "a b", "a\nb", std::string(65, 'x').c_str()})
    EXPECT_EQ(open()->create(Role::client, name, now_).error().code(), Code::invalid_argument) << name;
}

TEST(AuthSecret, ComparesWholeTexts) {
  EXPECT_TRUE(same("abc", "abc"));
  EXPECT_FALSE(same("abc", "abd"));
  EXPECT_FALSE(same("abc", "ab"));
  EXPECT_TRUE(same("", ""));
}

}  // namespace
}  // namespace hg::auth
