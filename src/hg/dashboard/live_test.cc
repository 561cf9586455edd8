#include "hg/dashboard/live.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "hg/dashboard/dashboard_fixture.h"

namespace hg::dashboard {
namespace {

using Json = nlohmann::json;
using resilience::CircuitState;

class FakeSocket final : public http::Socket {
 public:
  void send(std::shared_ptr<const std::string> text) override { got.push_back(Json::parse(*text)); }
  std::vector<Json> got;
};

class Live : public DashboardTest {
 protected:
  void SetUp() override { feed_.add_to(router_, Guard({})); }

  std::shared_ptr<FakeSocket> connect() {
    auto socket = std::make_shared<FakeSocket>();
    router_.socket("/api/v1/live")->opened(socket, {});
    return socket;
  }
  [[nodiscard]] std::vector<std::string> kinds() const {
    std::vector<std::string> all;
    for (const auto& event : events_) all.push_back(event.kind);
    return all;
  }

  std::vector<history::Event> events_;
  LiveFeed feed_{sources(), [this](history::Event event) { events_.push_back(std::move(event)); }};
  http::Router router_;
};

TEST_F(Live, FirstASnapshotThenWhatIsNew) {
  add("a.c");
  const auto socket = connect();
  ASSERT_EQ(socket->got.size(), 1U);
  EXPECT_EQ(socket->got[0]["type"], "snapshot");
  EXPECT_EQ(socket->got[0]["tasks"].size(), 1U);
  EXPECT_EQ(socket->got[0]["epoch"], "e1");
  feed_.tick();
  add("b.c", history::Outcome::cached, "b-1");
  feed_.tick();
  const Json& delta = socket->got.back();
  EXPECT_EQ(delta["type"], "delta");
  ASSERT_EQ(delta["tasks"].size(), 1U);
  EXPECT_EQ(delta["tasks"][0]["file"], "b.c");
  ASSERT_EQ(delta["builds"].size(), 1U);
  EXPECT_EQ(delta["builds"][0]["id"], "b-1");
  EXPECT_EQ(delta["totals"]["compiles"], 2);
}

TEST_F(Live, NumbersGrowByOneForEverybody) {
  const auto first = connect();
  for (int i = 0; i < 3; ++i) {
    add("a.c");
    feed_.tick();
  }
  const auto second = connect();
  add("a.c");
  feed_.tick();
  for (const auto& socket : {first, second}) {
    for (std::size_t i = 1; i < socket->got.size(); ++i) {
      EXPECT_EQ(socket->got[i]["seq"].get<int>(), socket->got[i - 1]["seq"].get<int>() + 1);
    }
  }
  EXPECT_EQ(first->got.back(), second->got.back());
}

TEST_F(Live, NothingIsMissedBetweenASnapshotAndTheNextDelta) {
  const auto first = connect();
  feed_.tick();
  add("a.c");
  const auto second = connect();
  feed_.tick();
  EXPECT_EQ(first->got.back()["tasks"].size(), 1U);
  EXPECT_EQ(second->got.front()["tasks"].size(), 1U);
  EXPECT_EQ(second->got.back()["tasks"].size(), 1U) << "twice, which its id tells";
}

TEST_F(Live, WhileNothingChangesOnlyASignOfLife) {
  const auto socket = connect();
  feed_.tick();
  const auto before = socket->got.size();
  for (int i = 0; i < 10; ++i) feed_.tick();
  EXPECT_EQ(socket->got.size(), before);
  clock_.advance(std::chrono::seconds(6));
  grid_.workers[0].heartbeat_age_ms += 6000;
  feed_.tick();
  EXPECT_EQ(socket->got.size(), before + 1);
  EXPECT_TRUE(socket->got.back()["workers"].empty());
}

TEST_F(Live, OnlyWorkersThatChangedAndWhoAreGone) {
  const auto socket = connect();
  feed_.tick();
  model::WorkerStatus other = grid_.workers[0];
  other.id = model::WorkerId("w2");
  grid_.workers.push_back(other);
  feed_.tick();
  ASSERT_EQ(socket->got.back()["workers"].size(), 1U);
  EXPECT_EQ(socket->got.back()["workers"][0]["id"], "w2");
  grid_.workers.pop_back();
  feed_.tick();
  EXPECT_EQ(socket->got.back()["gone"], Json({"w2"}));
}

TEST_F(Live, WhoIsGoneIsForgotten) {
  connect();
  feed_.tick();
  EXPECT_EQ(feed_.listeners(), 0U);
}

TEST_F(Live, WhatHappensIsToldOnce) {
  const auto socket = connect();
  feed_.tick();
  grid_.workers[0].circuit = CircuitState::open;
  feed_.tick();
  feed_.tick();
  grid_.workers[0].circuit = CircuitState::closed;
  grid_.workers[0].state = model::WorkerState::draining;
  feed_.tick();
  grid_.workers[0].state = model::WorkerState::online;
  feed_.tick();
  grid_.workers[0].state = model::WorkerState::lost;
  feed_.tick();
  grid_.workers[0].state = model::WorkerState::online;
  feed_.tick();
  grid_.workers.clear();
  grid_.history_kept = true;
  feed_.tick();
  EXPECT_EQ(kinds(), (std::vector<std::string>{"worker-joined", "circuit-open", "worker-draining",
                                               "circuit-closed", "worker-undrained", "worker-lost",
                                               "worker-returned", "worker-gone", "history-failed"}));
}

TEST_F(Live, AStrangersPageIsRefused) {
  const auto* handler = router_.socket("/api/v1/live");
  const http::Request stranger{.method = "GET",
                               .path = "/api/v1/live",
                               .query = "",
                               .body = "",
                               .host = "localhost:8080",
                               .origin = "http://evil.example"};
  ASSERT_TRUE(handler->refuse(stranger));
  EXPECT_EQ(handler->refuse(stranger)->status, 403U);
}

}  // namespace
}  // namespace hg::dashboard
