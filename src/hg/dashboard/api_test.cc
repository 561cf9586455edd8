#include "hg/dashboard/api.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "hg/dashboard/dashboard_fixture.h"

namespace hg::dashboard {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

class Api : public DashboardTest {
 protected:
  void SetUp() override { add_api(router_, Guard({}), sources()); }

  [[nodiscard]] http::Response get(const std::string& path, const std::string& query = "") const {
    return router_.route(
        {.method = "GET", .path = "/api/v1/" + path, .query = query, .body = "", .host = "localhost"});
  }
  [[nodiscard]] Json json(const std::string& path, const std::string& query = "") const {
    const auto response = get(path, query);
    EXPECT_EQ(response.status, 200U) << response.body;
    return Json::parse(response.body);
  }

  http::Router router_;
};

TEST_F(Api, StatusHasTheLoadAndTheTotalsOfAWindow) {
  add("a.c");
  add("a.c", history::Outcome::cached);
  clock_.advance(std::chrono::hours(2));
  add("b.c");
  const Json status = json("status");
  EXPECT_EQ(status["load"]["slots"], 4);
  EXPECT_EQ(status["load"]["workers"]["online"], 1);
  EXPECT_EQ(status["totals"]["compiles"], 1);
  EXPECT_EQ(json("status", "window=86400")["totals"]["outcomes"]["cached"], 1);
}

TEST_F(Api, WorkersAreShownAndFound) {
  grid_.workers[0].circuit = resilience::CircuitState::open;
  grid_.workers[0].probe_in_ms = 5000;
  const Json worker = json("workers")["workers"][0];
  EXPECT_EQ(worker["circuit"], "OPEN");
  EXPECT_EQ(worker["compilers"][0]["name"], "g++-12");
  EXPECT_EQ(json("workers/w%31")["worker"], worker);
  EXPECT_EQ(get("workers/w2").status, 404U);
}

TEST_F(Api, TasksComeInPagesAndByFilter) {
  for (int i = 0; i < 5; ++i) add("a.c");
  add("b.c", history::Outcome::failed);
  const Json first = json("tasks", "limit=4");
  EXPECT_EQ(first["tasks"].size(), 4U);
  const Json second = json("tasks", "limit=4&before=" + first["next_before"].dump());
  EXPECT_EQ(second["tasks"].size(), 2U);
  EXPECT_TRUE(second["next_before"].is_null());
  EXPECT_EQ(json("tasks", "outcome=failed")["tasks"].size(), 1U);
  EXPECT_EQ(json("tasks", "file=a.c")["tasks"].size(), 5U);
  EXPECT_EQ(json("tasks", "contains=.c")["tasks"].size(), 6U);
  EXPECT_EQ(json("tasks/" + first["tasks"][0]["id"].dump())["task"]["file"], "b.c");
}

TEST_F(Api, BuildsAreShownFoundAndListTheirTasks) {
  add("a.c", history::Outcome::success, "b-1");
  add("b.c");
  const Json builds = json("builds");
  ASSERT_EQ(builds["builds"].size(), 2U);
  EXPECT_EQ(builds["builds"][0]["inferred"], true);
  EXPECT_EQ(json("builds/b-1")["build"]["compiles"], 1);
  EXPECT_EQ(json("builds", "limit=1")["next_skip"], 1);
  EXPECT_EQ(json("tasks", "build=b-1")["tasks"][0]["file"], "a.c");
  EXPECT_EQ(json("tasks", "build=" + builds["builds"][0]["id"].get<std::string>())["tasks"][0]["file"],
            "b.c");
  EXPECT_EQ(get("builds/none").status, 404U);
}

TEST_F(Api, FilesEventsAndCache) {
  add("a.c");
  memory_.add({}, {{.id = 99, .kind = "worker-lost"}});
  grid_.cache.push_back({.name = "disk", .hits = 3});
  EXPECT_EQ(json("files")["files"][0]["file"], "a.c");
  EXPECT_EQ(json("events")["events"][0]["kind"], "worker-lost");
  EXPECT_EQ(json("cache")["tiers"][0]["hits"], 3);
}

TEST_F(Api, BadQuestionsGetAClearAnswer) {
  EXPECT_EQ(get("tasks", "limit=0").status, 400U);
  EXPECT_THAT(get("tasks", "limit=0").body, HasSubstr("limit must be a number from 1 to 1000"));
  EXPECT_EQ(get("tasks", "colour=red").status, 400U);
  EXPECT_EQ(get("tasks/abc").status, 400U);
  EXPECT_EQ(get("nothing").status, 404U);
  EXPECT_THAT(get("nothing").body, HasSubstr("openapi.json"));
  EXPECT_EQ(router_.route({.method = "POST", .path = "/api/v1/tasks", .query = "", .body = ""}).status, 405U);
}

TEST_F(Api, NamesThatAreNoUtf8AreReplacedAndNotThrownOver) {
  add("\xff<script>.c");
  EXPECT_THAT(get("tasks").body, HasSubstr("\xEF\xBF\xBD<script>.c"));
}

// What the description says of an answer's fields, and what the answer has.
void expect_described(const Json& api, const Json& schema, const Json& value, const std::string& where) {
  if (schema.contains("$ref")) {
    const std::string name =
        schema["$ref"].get<std::string>().substr(std::string("#/components/schemas/").size());
    return expect_described(api, api["components"]["schemas"].at(name), value, where + ":" + name);
  }
  if (schema["type"] == "array") {
    for (const Json& item : value) expect_described(api, schema["items"], item, where + "[]");
    return;
  }
  if (!schema.contains("properties")) return;
  std::set<std::string> described;
  for (const auto& [name, property] : schema["properties"].items()) {
    described.insert(name);
    ASSERT_TRUE(value.contains(name)) << where << " has no " << name;
    expect_described(api, property, value[name], where + "." + name);
  }
  for (const auto& [name, ignored] : value.items())
    EXPECT_TRUE(described.contains(name)) << where << "." << name;
}

TEST_F(Api, EveryPageIsAsItsDescriptionSays) {
  add("a.c", history::Outcome::failed, "b-1");
  memory_.add({}, {{.id = 99, .kind = "worker-lost"}});
  grid_.cache.push_back({.name = "disk"});
  const Json api = json("openapi.json");
  const std::string task = json("tasks")["tasks"][0]["id"].dump();
  for (const auto& [path, item] : api["paths"].items()) {
    std::string concrete = path.substr(std::string("/api/v1/").size());
    if (const auto at = concrete.find("{id}"); at != std::string::npos) {
      concrete.replace(at, 4,
                       path.find("tasks") != std::string::npos    ? task
                       : path.find("builds") != std::string::npos ? "b-1"
                                                                  : "w1");
    }
    const Json& schema = item["get"]["responses"]["200"]["content"]["application/json"]["schema"];
    expect_described(api, schema, json(concrete), path);
    std::string all;
    for (const Json& parameter : item["get"]["parameters"]) {
      if (parameter["in"] == "query") all += parameter["name"].get<std::string>() + "=1&";
    }
    if (!all.empty()) all.pop_back();
    EXPECT_EQ(get(concrete, all).status, 200U) << concrete << "?" << all;
  }
}

}  // namespace
}  // namespace hg::dashboard
