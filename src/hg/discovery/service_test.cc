#include "hg/discovery/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace hg::discovery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Service coordinator() {
  return {.role = model::Role::coordinator,
          .id = "5f0c9a",
          .version = "0.1.0",
          .listen = "0.0.0.0",
          .port = 9000,
          .http_port = 8080,
          .tls = true};
}

TEST(Txt, SaysWhatOthersNeedAndComesBack) {
  EXPECT_THAT(txt_of(coordinator()),
              ElementsAre("txtvers=1", "role=coordinator", "ver=0.1.0", "id=5f0c9a", "tls=1", "http=8080"));
  const auto read = parse_txt(txt_of(coordinator()));
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->role, model::Role::coordinator);
  EXPECT_EQ(read->id, "5f0c9a");
  EXPECT_EQ(read->version, "0.1.0");
  EXPECT_EQ(read->http_port, 8080);
  EXPECT_TRUE(read->tls);
}

TEST(Txt, KeysAndTheWholeAreShort) {
  std::size_t all = 0;
  for (const std::string& text : txt_of(coordinator())) {
    EXPECT_LE(text.find('='), 9U) << text;
    all += text.size() + 1;
  }
  EXPECT_LT(all, 400U);
}

TEST(Txt, RefusesWhatIsNotOurs) {
  using Strings = std::vector<std::string>;
  EXPECT_FALSE(parse_txt({}));
  EXPECT_FALSE(parse_txt(Strings{"txtvers=2", "role=worker", "id=a"}));
  EXPECT_FALSE(parse_txt(Strings{"txtvers=1", "role=admin", "id=a"}));
  EXPECT_FALSE(parse_txt(Strings{"txtvers=1", "role=worker"}));
  EXPECT_FALSE(parse_txt(Strings{"txtvers=1", "role=worker", "id=" + std::string(65, 'a')}));
  EXPECT_FALSE(parse_txt(Strings{"txtvers=1", "role=worker", "id=a\x1b[2J"}));
  EXPECT_FALSE(parse_txt(Strings{"txtvers=1", "role=worker", "id=a", "http=99999"}));
}

TEST(Txt, PassesOverKeysOfLaterVersions) {
  EXPECT_TRUE(parse_txt({"txtvers=1", "role=worker", "id=a", "colour=blue", "flag", ""}));
}

TEST(Names, FitIntoOneDnsLabel) {
  EXPECT_EQ(instance_name(model::Role::worker, "hg1.example.org"), "worker on hg1");
  EXPECT_EQ(host_label(model::Role::worker, "hg1.example.org"), "hg1-worker");
  EXPECT_EQ(host_label(model::Role::worker, "build_host"), "build-host-worker");
  EXPECT_EQ(host_label(model::Role::coordinator, "..."), "host-coordinator");
  const std::string label_of_a_long_name = host_label(model::Role::coordinator, std::string(200, 'a'));
  EXPECT_EQ(label_of_a_long_name.size(), 63U);
  EXPECT_THAT(label_of_a_long_name, HasSubstr("a-coordinator"));
  EXPECT_EQ(instance_name(model::Role::coordinator, std::string(200, 'a')).size(), 63U);
}

// Avahi would take a longer one; other responders do not.
TEST(Names, TheServiceTypeIsLegal) {
  EXPECT_LE(kServiceType.find("._tcp") - 1, 15U);
}

TEST(Announcing, OnlyWhatOthersCanReach) {
  EXPECT_FALSE(worth_announcing("127.0.0.1"));
  EXPECT_FALSE(worth_announcing("::1"));
  EXPECT_FALSE(worth_announcing("localhost"));
  EXPECT_TRUE(worth_announcing("0.0.0.0"));
  EXPECT_TRUE(worth_announcing("10.0.0.1"));
}

}  // namespace
}  // namespace hg::discovery
