#include "hg/client/ui/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "hg/client/ui/text.h"

namespace hg::client::ui {
namespace {

using model::Reason;
using testing::HasSubstr;
using testing::Not;

model::WorkerStatus worker(std::string name, std::string address, std::uint32_t busy) {
  model::WorkerStatus status;
  status.id = model::WorkerId("w-" + name);
  status.capability.name = std::move(name);
  status.capability.address = std::move(address);
  status.capability.version = "0.1.0";
  status.capability.arch = "x86_64";
  status.capability.cores = 8;
  status.capability.memory_bytes = std::uint64_t{32} << 30U;
  status.capability.slots = 8;
  status.capability.toolchains = {
      {model::ToolchainId("ab"), model::CompilerFamily::gcc, true, "12.2.0", "x86_64-linux-gnu", "g++-12"},
      {model::ToolchainId("cd"), model::CompilerFamily::clang, false, "14.0.6", "x86_64-linux-gnu", "clang"}};
  status.active_tasks = busy;
  return status;
}

GridView grid() {
  GridView view;
  view.version = "0.1.0";
  view.coordinator = "build1:9000";
  view.agent_running = true;
  view.agent.pid = 42;
  view.agent.version = "0.1.0";
  view.agent.uptime_ms = 192000;
  view.agent.compile_slots = 2;
  view.agent.preprocess_slots = 4;
  view.agent.coordinators.push_back({"build1:9000", ipc::LinkState::up, Reason::none, "", "0.1.0", 0});
  view.workers.workers = {worker("beta", "10.0.0.3:50052", 1), worker("alpha", "10.0.0.2:50052", 3)};
  return view;
}

GridView down(Reason reason, const std::string& message) {
  GridView view = grid();
  view.agent.coordinators[0] = {"build1:9000", ipc::LinkState::down, reason, message, "", 0};
  view.workers = {};
  view.workers.reason = reason;
  return view;
}

TEST(StatusText, AGridAtWork) {
  EXPECT_EQ(status_text(grid(), {}),
            "coordinator   build1:9000  up  hg-coord 0.1.0\n"
            "agent         pid 42  up 3m12s  0/2 compiling here  0/4 preprocessing  0 waiting\n"
            "workers       2 online  4/16 slots busy  0 queued\n"
            "next compile  on the grid  12 slots free\n"
            "\n"
            "alpha  10.0.0.2:50052  online  3/8  x86_64  8  32 GiB  g++-12, clang 14.0.6\n"
            "beta   10.0.0.3:50052  online  1/8  x86_64  8  32 GiB  g++-12, clang 14.0.6\n");
}

TEST(StatusText, ACoordinatorThatIsNotThere) {
  const std::string text = status_text(down(Reason::coordinator_refused, "connection refused"), {});
  EXPECT_THAT(text, HasSubstr("build1:9000  down  coordinator-refused"));
  EXPECT_THAT(text,
              HasSubstr("on this machine  coordinator-refused: no coordinator at the configured address"));
  EXPECT_THAT(text, Not(HasSubstr("workers")));
}

TEST(StatusText, NothingConfigured) {
  GridView view;
  view.agent_message = "no hg-agent beside hgbuild";
  const std::string text = status_text(view, {});
  EXPECT_THAT(text, HasSubstr("none  set HG_COORDINATOR=host:port"));
  EXPECT_THAT(text, HasSubstr("not running  no hg-agent beside hgbuild"));
}

TEST(WorkersText, OneLineEachAndAHeaderOnATerminalOnly) {
  EXPECT_EQ(workers_text(grid(), {}).substr(0, 5), "alpha");
  const std::string text = workers_text(grid(), {Style(true), 70});
  EXPECT_THAT(text, HasSubstr("ADDRESS"));
  std::size_t begin = 0;
  int lines = 0;
  for (std::size_t end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1, ++lines) {
    EXPECT_LE(width(std::string_view(text).substr(begin, end - begin)), 70U);
  }
  EXPECT_EQ(lines, 3);
}

TEST(WorkersText, ForeignNamesAreHarmless) {
  GridView view = grid();
  view.workers.workers[0].capability.name = "x\x1b[2J\ny";
  EXPECT_THAT(workers_text(view, {}), HasSubstr("x?[2J?y"));
}

TEST(Forecast, WhatWouldHappenNow) {
  EXPECT_EQ(forecast(grid()).where, Forecast::Where::grid);
  GridView busy = grid();
  for (model::WorkerStatus& w : busy.workers.workers) w.active_tasks = 8;
  EXPECT_EQ(forecast(busy).where, Forecast::Where::queue);
  GridView draining = grid();
  for (model::WorkerStatus& w : draining.workers.workers) w.state = model::WorkerState::draining;
  EXPECT_EQ(forecast(draining).reason, Reason::no_workers);
  EXPECT_EQ(forecast(down(Reason::coordinator_timeout, "")).reason, Reason::coordinator_timeout);
  EXPECT_EQ(forecast(GridView{}).reason, Reason::not_configured);
}

TEST(Json, StatusHasItsSchema) {
  const auto json = nlohmann::json::parse(status_json(grid()));
  EXPECT_EQ(json["schema"], "hgbuild.status/1");
  EXPECT_EQ(json["coordinator"]["state"], "up");
  EXPECT_EQ(json["slots"]["free"], 12);
  EXPECT_EQ(json["next_compile"]["where"], "grid");
  EXPECT_EQ(json["workers"].size(), 2U);
  const auto none = nlohmann::json::parse(status_json(GridView{}));
  EXPECT_TRUE(none["coordinator"].is_null());
  EXPECT_EQ(none["next_compile"]["reason"], "not-configured");
}

TEST(Json, WorkersHasItsSchema) {
  GridView view = grid();
  view.workers.workers[0].capability.name = "no\xff utf8";
  const auto json = nlohmann::json::parse(workers_json(view));
  EXPECT_EQ(json["schema"], "hgbuild.workers/1");
  EXPECT_EQ(json["workers"][1]["address"], "10.0.0.2:50052");
  EXPECT_EQ(json["workers"][1]["slots"]["used"], 3);
  EXPECT_EQ(json["workers"][1]["toolchains"][0]["name"], "g++-12");
}

}  // namespace
}  // namespace hg::client::ui
