#include "hg/pki/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "hg/os/file.h"
#include "hg/pki/fixture.h"

namespace hg::pki {
namespace {

using namespace fixture;
using ::testing::HasSubstr;

class PkiIdentity : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& content, mode_t mode = 0600) const {
    const std::string path = folder_.path() + "/" + name;
    EXPECT_TRUE(os::write_file_atomic(path, content, mode));
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return path;
  }
  static std::string refusal(const std::string& certificate, const std::string& key, WallTime now = kNow) {
    const auto checked = check_identity(certificate, key, now);
    return checked ? "" : checked.error().to_string();
  }

  os::TempDir folder_ = os::TempDir::make(testing::TempDir(), "pki").value();
  KeyPair ca_ = authority();
  KeyPair pair_ = issued(ca_, {"coord.example"});
  std::string certificate_ = file("cert.pem", pair_.certificate, 0644);
  std::string key_ = file("key.pem", pair_.key);
};

TEST_F(PkiIdentity, AGoodPairIsAccepted) {
  const auto checked = check_identity(certificate_, key_, kNow);
  ASSERT_TRUE(checked.has_value()) << checked.error().to_string();
  EXPECT_THAT(checked->hosts, testing::ElementsAre("coord.example"));
}

TEST_F(PkiIdentity, WhatIsWrongIsSaidWithTheFilesName) {
  EXPECT_THAT(refusal("/nonexistent/cert.pem", key_), HasSubstr("/nonexistent/cert.pem"));
  EXPECT_THAT(refusal(certificate_, "/nonexistent/key.pem"), HasSubstr("/nonexistent/key.pem"));
  EXPECT_THAT(refusal(key_, key_), HasSubstr("key.pem: holds no certificate in PEM form"));
  EXPECT_THAT(refusal(certificate_, file("junk", "junk")), HasSubstr("junk: holds no private key"));
  const std::string open = file("open.pem", pair_.key, 0644);
  EXPECT_EQ(refusal(certificate_, open), open + " is open to others (mode 0644); chmod 600 " + open);
  const std::string other = file("other.pem", issued(ca_, {"x.example"}).key);
  EXPECT_EQ(refusal(certificate_, other),
            "the key " + other + " does not belong to the certificate " + certificate_);
  EXPECT_THAT(refusal(certificate_, key_, kNow + 3 * kDay), HasSubstr("cert.pem expired on 20"));
  EXPECT_THAT(refusal(certificate_, key_, kNow - 3 * kDay), HasSubstr("cert.pem is not valid before 20"));
}

TEST_F(PkiIdentity, AKeyWithAPassphraseIsRefusedWithoutAskingForIt) {
  EXPECT_THAT(refusal(certificate_, file("locked.pem",
                                         "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n"
                                         "-----END ENCRYPTED PRIVATE KEY-----\n")),
              HasSubstr("without a passphrase"));
}

}  // namespace
}  // namespace hg::pki
