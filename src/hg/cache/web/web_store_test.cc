// The store against servers that keep values, refuse, break off, hang or send nonsense.
#include "hg/cache/web/web_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/base/random.h"
#include "hg/cache/web/fake_web.h"
#include "hg/os/signals.h"

namespace hg::cache::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Id id_of(std::string_view text) {
  return {Kind::result, digest::sha256(text)};
}

WebStore store_at(const std::string& host_and_path, Duration timeout = std::chrono::seconds(10)) {
  os::set_up_signals();
  return WebStore(
      {.place = *parse_place("http://" + host_and_path), .timeout = timeout, .most_bytes = 1U << 20U});
}

TEST(WebPlace, IsReadAsItIsWritten) {
  EXPECT_EQ(parse_place("http://cache:8080")->url, "http://cache:8080");
  EXPECT_EQ(parse_place("https://cache/a/b//")->url, "https://cache/a/b");
  const Place place = *parse_place("http://me:p%40ss@cache/x");
  EXPECT_EQ(place.url, "http://cache/x");
  EXPECT_EQ(place.user, "me");
  EXPECT_EQ(place.password, "p@ss");
}

TEST(WebPlace, NonsenseIsRefusedWithoutSecrets) {
  for (const char* url : {"", "cache", "ftp://cache", "http://", "http://me:secret@ca che/",
                          "http://me:secret@c:99999", "http://c/?q", "http://c/#f", "file:///etc/passwd"}) {
    const auto place = parse_place(url);
    ASSERT_FALSE(place) << url;
    EXPECT_THAT(place.error().to_string(), Not(HasSubstr("secret")));
  }
}

TEST(WebStore, KeepsAndForgets) {
  const FakeWeb server(Folder{});
  WebStore store = store_at(server.text() + "/deep/path");
  const std::string value = std::string("a\0b\r\n", 5) + std::string(300'000, 'x');
  EXPECT_EQ(store.get(id_of("a")).error().code(), Code::not_found);
  ASSERT_TRUE(store.put(id_of("a"), value, Duration(1)));
  EXPECT_EQ(store.get(id_of("a")).value(), value);
  ASSERT_TRUE(store.put(id_of("a"), "", Duration(1)));
  EXPECT_EQ(store.get(id_of("a")).value(), "");
  ASSERT_TRUE(store.remove(id_of("a")));
  ASSERT_TRUE(store.remove(id_of("a")));
  EXPECT_FALSE(store.get(id_of("a")));
  EXPECT_EQ(server.connections(), 1) << "one connection serves one after the other";
}

TEST(WebStore, AsksAtTheDocumentedAddressWithTheLogin) {
  Asked last;
  const FakeWeb server([&](const Asked& asked) {
    last = asked;
    return Say{answer(404)};
  });
  WebStore store = store_at("me:pass@" + server.text() + "/p/");
  (void)store.get(id_of("a"));
  EXPECT_EQ(last.path, "/p/ac/" + digest::to_hex(digest::sha256("a")));
  EXPECT_THAT(last.headers, HasSubstr("Authorization: Basic bWU6cGFzcw==\r\n"));
  EXPECT_FALSE(store.put(id_of("a"), std::string(500'000, 'x'), Duration(1)));
  EXPECT_EQ(last.method, "PUT");
  EXPECT_THAT(last.headers, Not(HasSubstr("Expect")));
}

TEST(WebStore, AServerThatWasRestartedCostsNothing) {
  FakeWeb server(Folder{});
  WebStore store = store_at(server.text());
  ASSERT_TRUE(store.put(id_of("a"), "value", Duration(1)));
  server.close_all();
  EXPECT_EQ(store.get(id_of("a")).value(), "value");
  server.close_all();
  EXPECT_TRUE(store.put(id_of("a"), std::string(300'000, 'x'), Duration(1)));
}

struct Misbehaviour {
  std::string bytes;
  bool then_close;
  Code expected;
};

TEST(WebStore, EveryMisbehaviourIsAnErrorInTime) {
  const std::vector<Misbehaviour> all = {
      {"", true, Code::unavailable},
      {"", false, Code::deadline_exceeded},
      {answer(500), false, Code::unavailable},
      {answer(301), false, Code::unavailable},
      {"HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", false,
       Code::unavailable},
      {answer(204), false, Code::unavailable},
      {answer(401), false, Code::permission_denied},
      {answer(403), false, Code::permission_denied},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", true, Code::unavailable},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", false, Code::deadline_exceeded},
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx", false, Code::resource_exhausted},
      {"HTTP/1.1 200 OK\r\n\r\n" + std::string(2U << 20U, 'x'), true, Code::resource_exhausted},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", true, Code::unavailable},
      {"nonsense", true, Code::unavailable},
      {"-ERR no\r\n", true, Code::unavailable},
  };
  for (const Misbehaviour& one : all) {
    const FakeWeb server([&](const Asked&) { return Say{one.bytes, one.then_close}; });
    const auto found = store_at(server.text(), std::chrono::milliseconds(300)).get(id_of("a"));
    ASSERT_FALSE(found) << one.bytes.substr(0, 60);
    EXPECT_EQ(found.error().code(), one.expected)
        << one.bytes.substr(0, 60) << ": " << found.error().to_string();
  }
}

TEST(WebStore, RefusalsOfAPutAreErrors) {
  for (const auto& [code, expected] :
       {std::pair{413, Code::resource_exhausted}, std::pair{507, Code::resource_exhausted},
        std::pair{404, Code::unavailable}, std::pair{405, Code::unavailable}}) {
    const FakeWeb server([code = code](const Asked&) { return Say{answer(code)}; });
    WebStore store = store_at(server.text());
    EXPECT_EQ(store.put(id_of("a"), "x", Duration(1)).error().code(), expected) << code;
  }
  const FakeWeb server([](const Asked&) { return Say{answer(405)}; });
  WebStore store = store_at(server.text());
  EXPECT_TRUE(store.remove(id_of("a")));
  EXPECT_EQ(store.put(id_of("a"), std::string(2U << 20U, 'x'), Duration(1)).error().code(),
            Code::resource_exhausted);
}

TEST(WebStore, RandomBytesNeverCrashIt) {
  SeededRandom random(42);
  constexpr std::string_view kLikely = "HTTP/1.1 200 :0123456789\r\n\r\n\r\nContent-Length";
  for (int round = 0; round < 200; ++round) {
    std::string bytes = random.below(2) == 0 ? "HTTP/1.1 200 OK\r\n" : "";
    const std::uint64_t size = random.below(80);
    for (std::uint64_t i = 0; i < size; ++i) {
      bytes +=
          random.below(8) == 0 ? static_cast<char>(random.below(256)) : kLikely[random.below(kLikely.size())];
    }
    const FakeWeb server([&](const Asked&) { return Say{bytes, true}; });
    const auto found = store_at(server.text()).get(id_of("a"));
    if (!found) {
      EXPECT_NE(found.error().code(), Code::deadline_exceeded) << ::testing::PrintToString(bytes);
    }
  }
}

}  // namespace
}  // namespace hg::cache::web
