#include "hg/pki/issue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/pki/authorities.h"
#include "hg/pki/certificate.h"
#include "hg/pki/fixture.h"

namespace hg::pki {
namespace {

using namespace fixture;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(PkiIssue, ACertificateSaysWhatWasAskedFor) {
  Subject wanted = subject("build7");
  wanted.hosts = {"build7.example", "10.0.0.7", "fe80::1"};
  wanted.role = model::Role::worker;
  const auto chain = read_chain(issue(authority("grid"), wanted).value().certificate).value();
  ASSERT_EQ(chain.size(), 2U);
  EXPECT_EQ(chain[0].name, "build7");
  EXPECT_THAT(chain[0].hosts, ElementsAre("build7.example", "10.0.0.7", "fe80::1"));
  EXPECT_EQ(chain[0].role, model::Role::worker);
  EXPECT_EQ(chain[0].not_before, wanted.not_before);
  EXPECT_EQ(chain[0].not_after, wanted.not_after);
  EXPECT_FALSE(chain[0].authority);
  EXPECT_TRUE(chain[1].authority);
  EXPECT_EQ(chain[1].name, "grid");
  EXPECT_NE(chain[0].fingerprint, chain[1].fingerprint);
}

TEST(PkiIssue, NamesThatAreNoneAreRefused) {
  const KeyPair ca = authority();
  for (const std::string host : {"a,DNS:evil", "a b", "", "10.0.0.1/8", "a\nb", "*", "*."}) {
    Subject wanted = subject("x");
    wanted.hosts = {host};
    const auto made = issue(ca, wanted);
    ASSERT_FALSE(made.has_value()) << host;
    EXPECT_THAT(made.error().message(), HasSubstr("neither a host name nor an IP address"));
  }
  EXPECT_FALSE(make_authority(subject("")).has_value());
  EXPECT_FALSE(make_authority(subject(std::string(65, 'x'))).has_value());
}

TEST(PkiIssue, OnlyAnAuthorityWithItsOwnKeySigns) {
  const KeyPair ca = authority();
  const KeyPair leaf = issued(ca, {});
  EXPECT_THAT(issue(leaf, subject("x")).error().message(), HasSubstr("may not sign others"));
  EXPECT_THAT(issue({ca.certificate, authority().key}, subject("x")).error().message(),
              HasSubstr("does not belong to its certificate"));
}

// What a stolen certificate could otherwise do: sign new ones.
TEST(PkiIssue, AWorkersCertificateIsNoAuthority) {
  const KeyPair ca = authority();
  const auto trusted = Authorities::from_pem(ca.certificate).value();
  const KeyPair self = make_self_signed(subject("self")).value();
  EXPECT_FALSE(trusted.check(self.certificate, self.certificate, {.now = kNow}).has_value());
  const auto alone = Authorities::from_pem(self.certificate).value();
  EXPECT_TRUE(alone.check(self.certificate, "", {.now = kNow}).has_value());
}

}  // namespace
}  // namespace hg::pki
