#include "hg/pki/folder.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "hg/pki/fixture.h"
#include "hg/pki/identity.h"
#include "hg/testing/temp_directory.h"

namespace hg::pki {
namespace {

using namespace fixture;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PkiFolder : public testing::TempDirectoryTest {
 protected:
  static mode_t mode(const std::string& path) {
    struct stat info{};
    EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 0777U;
  }
  std::string tls_ = in("new/tls");
};

TEST_F(PkiFolder, AnAuthorityAndWhatItSignsCanBeUsed) {
  const auto ca = write_authority(tls_, subject("grid"), Existing::keep);
  ASSERT_TRUE(ca) << ca.error().to_string();
  const auto made = write_identity(tls_, subject("build7"), Existing::keep);
  ASSERT_TRUE(made) << made.error().to_string();
  EXPECT_TRUE(check_identity(made->certificate, made->key, kNow));
  EXPECT_EQ(made->certificate, tls_ + "/build7.pem");
  EXPECT_EQ(mode(ca->key), 0600U);
  EXPECT_EQ(mode(made->key), 0600U);
  EXPECT_EQ(mode(tls_), 0700U);
}

TEST_F(PkiFolder, NothingIsReplacedUnasked) {
  ASSERT_TRUE(write_authority(tls_, subject("grid"), Existing::keep));
  const std::string before = read("new/tls/ca.key");
  EXPECT_EQ(write_authority(tls_, subject("grid"), Existing::keep).error().message(),
            tls_ + "/ca.pem is there already; --force replaces it");
  EXPECT_EQ(read("new/tls/ca.key"), before);
  EXPECT_TRUE(write_authority(tls_, subject("grid"), Existing::replace));
  EXPECT_NE(read("new/tls/ca.key"), before);
}

TEST_F(PkiFolder, WithoutAnAuthorityItSaysWhatToDo) {
  EXPECT_THAT(write_identity(tls_, subject("x"), Existing::keep).error().message(),
              HasSubstr("hg-coord tls ca"));
}

TEST_F(PkiFolder, NamesDoNotLeaveTheFolder) {
  ASSERT_TRUE(write_authority(tls_, subject("grid"), Existing::keep));
  for (const std::string name : {"../x", "a/b", "", ".x", "ca", "a\nb"}) {
    EXPECT_EQ(write_identity(tls_, subject(name), Existing::keep).error().code(), Code::invalid_argument)
        << name;
  }
}

TEST_F(PkiFolder, NothingOutlivesItsAuthority) {
  ASSERT_TRUE(write_authority(tls_, subject("grid"), Existing::keep));
  const auto made = write_identity(tls_, subject("x", kNow, kNow + 9 * kDay), Existing::keep).value();
  EXPECT_EQ(read_certificate_file(made.certificate)->not_after, kNow + kDay);
  EXPECT_THAT(
      write_identity(tls_, subject("y", kNow + 2 * kDay, kNow + 9 * kDay), Existing::keep).error().message(),
      HasSubstr("ca.pem expired on"));
}

}  // namespace
}  // namespace hg::pki
