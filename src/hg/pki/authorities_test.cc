#include "hg/pki/authorities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/pki/certificate.h"
#include "hg/pki/fixture.h"

namespace hg::pki {
namespace {

using namespace fixture;
using ::testing::HasSubstr;

class PkiAuthorities : public testing::Test {
 protected:
  // "" if it is accepted.
  std::string refusal(const KeyPair& shown, const std::string& host = "coord.example", WallTime now = kNow,
                      Purpose purpose = Purpose::server) const {
    const auto status =
        trusted_.check(shown.certificate, shown.certificate, {.purpose = purpose, .host = host, .now = now});
    if (status) return "";
    EXPECT_EQ(status.error().code(), Code::permission_denied);
    return status.error().to_string();
  }

  KeyPair ca_ = authority();
  Authorities trusted_ = Authorities::from_pem(ca_.certificate).value();
};

TEST_F(PkiAuthorities, AcceptsWhatTheySignedForTheHost) {
  EXPECT_EQ(refusal(issued(ca_, {"coord.example"})), "");
  EXPECT_EQ(refusal(issued(ca_, {"127.0.0.1", "::1"}), "127.0.0.1"), "");
  EXPECT_EQ(refusal(issued(ca_, {"127.0.0.1", "::1"}), "::1"), "");
  EXPECT_EQ(refusal(issued(ca_, {"*.grid.example"}), "coord.grid.example"), "");
  EXPECT_EQ(refusal(issued(ca_, {}), "", kNow, Purpose::client), "");
}

TEST_F(PkiAuthorities, RefuseAndSayWhy) {
  EXPECT_THAT(refusal(issued(ca_, {"coord.example"}, kNow - 2 * kDay, kNow - kDay)),
              HasSubstr("its certificate expired on 2025-12-1"));
  EXPECT_THAT(refusal(issued(ca_, {"coord.example"}, kNow + std::chrono::hours(1), kNow + kDay)),
              HasSubstr("its certificate is not valid before 2025-12-1"));
  EXPECT_THAT(refusal(issued(ca_, {"other.example", "10.0.0.1"})),
              HasSubstr("its certificate is for other.example, 10.0.0.1, not for coord.example"));
  EXPECT_THAT(refusal(issued(ca_, {"coord.example"}), "127.0.0.1"), HasSubstr("not for 127.0.0.1"));
  EXPECT_THAT(refusal(issued(authority("others"), {"coord.example"})),
              HasSubstr("was not issued by an authority that is trusted here"));
  EXPECT_THAT(refusal(make_self_signed(subject("loner")).value()), HasSubstr("'loner' was not issued by"));
  EXPECT_EQ(refusal({}), "it showed no certificate");
}

TEST_F(PkiAuthorities, AnotherRoleIsRefusedAndNoneIsNot) {
  const auto shown = [this](std::optional<model::Role> role) {
    Subject wanted = subject("peer");
    wanted.role = role;
    const auto pair = issue(ca_, wanted).value();
    const auto status =
        trusted_.check(pair.certificate, "", {.now = kNow, .roles = {model::Role::coordinator}});
    return status ? "" : status.error().message();
  };
  EXPECT_EQ(shown(model::Role::coordinator), "");
  EXPECT_EQ(shown({}), "");
  EXPECT_EQ(shown(model::Role::client), "its certificate is a client's, not a coordinator's");
}

// An authority with the same name is still another one.
TEST_F(PkiAuthorities, ANameProvesNothing) {
  EXPECT_NE(refusal(issued(authority("grid"), {"coord.example"})), "");
}

TEST_F(PkiAuthorities, AnAuthoritysOwnEndEndsWhatItSigned) {
  const auto refused =
      refusal(issued(ca_, {"coord.example"}, kNow - kDay, kNow + 9 * kDay), "coord.example", kNow + 2 * kDay);
  EXPECT_THAT(refused, HasSubstr("its certificate's issuer grid expired on"));
}

TEST_F(PkiAuthorities, APinnedOneIsFoundAmongWhatThePeerSends) {
  const std::string pin = read_chain(ca_.certificate).value().front().fingerprint;
  const auto pinned = Authorities::pinned(pin).value();
  const KeyPair good = issued(ca_, {"coord.example"});
  const KeyPair bad = issued(authority("grid"), {"coord.example"});
  const Expected expected{.host = "coord.example", .now = kNow};
  EXPECT_TRUE(pinned.check(good.certificate, good.certificate, expected).has_value());
  EXPECT_FALSE(pinned.check(bad.certificate, bad.certificate, expected).has_value());
  // Sending the right authority along does not help without its signature.
  EXPECT_FALSE(pinned.check(bad.certificate, bad.certificate + ca_.certificate, expected).has_value());
  EXPECT_FALSE(Authorities::pinned("sha256:12").has_value());
  EXPECT_FALSE(Authorities::pinned("").has_value());
  EXPECT_FALSE(Authorities::pinned("sha256:" + std::string(64, 'G')).has_value());
}

TEST_F(PkiAuthorities, DamagedPemIsRefused) {
  EXPECT_FALSE(Authorities::from_pem("").has_value());
  EXPECT_FALSE(Authorities::from_pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
  const auto status = trusted_.check("nonsense", "", {.now = kNow});
  EXPECT_EQ(status.error().code(), Code::invalid_argument);
}

}  // namespace
}  // namespace hg::pki
