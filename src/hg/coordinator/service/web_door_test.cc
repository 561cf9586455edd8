#include "hg/coordinator/service/web_door.h"

#include <gmock/gmock.h>

#include "hg/auth/secret.h"
#include "hg/pki/folder.h"
#include "hg/pki/identity.h"
#include "hg/testing/fake_clock.h"
#include "hg/testing/temp_directory.h"

namespace hg::coordinator::service {
namespace {

using http::Request;
using model::Role;
using ::testing::HasSubstr;

class CoordinatorWebDoor : public testing::TempDirectoryTest {
 protected:
  static Request get() {
    Request request{.method = "GET", .path = "/api/v1/status", .query = "", .body = ""};
    request.peer = {.address = "10.0.0.1", .near = false, .encrypted = true};
    return request;
  }
  static Request change() {
    Request request = get();
    request.method = "POST";
    request.content_type = "application/json; charset=utf-8";
    return request;
  }
  Request with(Request request, Role role) const {
    request.authorization = "Bearer " + tokens_->create(role, "somebody", WallTime()).value();
    return request;
  }
  static unsigned answer(const WebDoor& door, const Request& request) {
    const auto refused = door.refuse(request);
    return refused ? refused->status : 200;
  }
  static std::string words(const WebDoor& door, const Request& request) {
    const auto refused = door.refuse(request);
    return refused ? refused->body : "";
  }

  testing::FakeClock clock_;
  std::unique_ptr<auth::TokenStore> tokens_ = auth::TokenStore::open(in("tokens")).value();
  const WebDoor open_{nullptr, nullptr, clock_};
  const WebDoor door_{tokens_.get(), nullptr, clock_};
};

TEST_F(CoordinatorWebDoor, WithoutTokensReadingIsFreeAndChangesAreMadeHere) {
  EXPECT_EQ(answer(open_, get()), 200);
  EXPECT_EQ(answer(open_, change()), 403);
  Request near = change();
  near.peer.near = true;
  EXPECT_EQ(answer(open_, near), 200);
}

TEST_F(CoordinatorWebDoor, WithTokensReadingTakesOneButHere) {
  EXPECT_EQ(answer(door_, get()), 401);
  for (const Role role : {Role::client, Role::worker, Role::admin})
    EXPECT_EQ(answer(door_, with(get(), role)), 200);
  Request near = get();
  near.peer.near = true;
  EXPECT_EQ(answer(door_, near), 200);
}

TEST_F(CoordinatorWebDoor, AChangeTakesAnAdminHereToo) {
  EXPECT_EQ(answer(door_, change()), 401);
  EXPECT_EQ(answer(door_, with(change(), Role::admin)), 200);
  EXPECT_THAT(words(door_, with(change(), Role::client)),
              HasSubstr("for an admin, and the caller is a client"));
  Request near = change();
  near.peer.near = true;
  EXPECT_EQ(answer(door_, near), 401);
}

TEST_F(CoordinatorWebDoor, AChangeIsJson) {
  Request form = with(change(), Role::admin);
  for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"}) {
    form.content_type = type;
    EXPECT_EQ(answer(door_, form), 415) << type;
  }
}

TEST_F(CoordinatorWebDoor, ATokenMayBeAPasswordOrACookie) {
  const std::string token = tokens_->create(Role::admin, "a", WallTime()).value();
  Request request = get();
  request.cookie = "theme=dark; hg_token=" + token;
  EXPECT_EQ(token_in(request), token);
  EXPECT_EQ(answer(door_, request), 200);
  request.authorization = "basic YW55Ym9keTpoZ3RfMQ==";  // anybody:hgt_1
  EXPECT_EQ(token_in(request), "hgt_1");
  for (const char* bad :
       {"Basic", "Basic ", "Basic =", "Basic ====", "Basic YW55", "Basic !!!!", "Digest x"}) {
    request.cookie.clear();
    request.authorization = bad;
    EXPECT_EQ(token_in(request), "") << bad;
  }
}

TEST_F(CoordinatorWebDoor, AForeignTokenIsRefusedAndNotRepeated) {
  Request request = get();
  const std::string foreign = auth::to_text(auth::new_secret().value());
  request.authorization = "Bearer " + foreign;
  EXPECT_EQ(answer(door_, request), 401);
  EXPECT_THAT(words(door_, request), ::testing::Not(HasSubstr(foreign.substr(13))));
  request.peer.near = true;
  EXPECT_EQ(answer(door_, request), 401) << "who shows one is told that it is no good";
}

TEST_F(CoordinatorWebDoor, ATokenInPlainTextFromElsewhereOpensNothing) {
  Request request = with(get(), Role::admin);
  request.peer.encrypted = false;
  EXPECT_EQ(answer(door_, request), 401);
  EXPECT_THAT(words(door_, request), HasSubstr("revoke it"));
}

TEST_F(CoordinatorWebDoor, ACertificateCountsAsATokenOfItsRole) {
  const auto subject = [&](Role role) {
    return pki::Subject{.name = "x",
                        .role = role,
                        .not_before = clock_.wall() - std::chrono::hours(1),
                        .not_after = clock_.wall() + std::chrono::hours(1)};
  };
  const auto ours = pki::make_authority(subject(Role::admin)).value();
  const auto theirs = pki::make_authority(subject(Role::admin)).value();
  const auto clients = rpc::AuthoritiesFile::open(write("ca.pem", ours.certificate)).value();
  const WebDoor door(nullptr, clients.get(), clock_);
  const auto shows = [&](Request request, const pki::KeyPair& by, Role role) {
    request.peer.certificate = pki::issue(by, subject(role)).value().certificate;
    return request;
  };
  EXPECT_EQ(answer(door, get()), 401);
  EXPECT_EQ(answer(door, shows(get(), ours, Role::client)), 200);
  EXPECT_EQ(answer(door, shows(change(), ours, Role::client)), 403);
  EXPECT_EQ(answer(door, shows(change(), ours, Role::admin)), 200);
  EXPECT_THAT(words(door, shows(get(), theirs, Role::admin)), HasSubstr("not issued by an authority"));
}

}  // namespace
}  // namespace hg::coordinator::service
