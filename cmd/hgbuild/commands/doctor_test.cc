#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "commands/doctor_view.h"
#include "hg/base/version.h"

namespace hg::hgbuild {
namespace {

using model::Reason;
using ::testing::HasSubstr;

model::Toolchain toolchain(char letter) {
  return {model::ToolchainId(std::string(64, letter)),
          model::CompilerFamily::gcc,
          false,
          "12.2.0",
          "x86_64-linux-gnu",
          "gcc-12"};
}

// A machine on which all is well.
Examined healthy() {
  Examined examined;
  examined.compilers = {{.word = "cc", .program = "/usr/bin/gcc-12", .toolchain = toolchain('a')}};
  examined.grid.coordinator = "grid:9000";
  examined.grid.agent_running = true;
  examined.grid.agent = client::ipc::AgentStatus{.version = std::string(version()), .compile_slots = 4};
  model::WorkerStatus worker;
  worker.capability.slots = 8;
  worker.capability.toolchains = {toolchain('a')};
  examined.grid.workers.workers = {worker};
  examined.trial = Examined::Trial{.where = "w1:50052", .equal = true, .took = std::chrono::milliseconds(45)};
  examined.cache = {
      .directory = "/home/u/.hybridgrid/cache", .free_bytes = 50ULL << 30U, .limit = 10ULL << 30U};
  return examined;
}

// The finding of this name; the test fails if there is none.
Finding found(const Examined& examined, const std::string& name) {
  for (const Finding& finding : judge(examined)) {
    if (finding.name == name) return finding;
  }
  ADD_FAILURE() << "nothing is said of " << name;
  return {};
}

TEST(Doctor, AHealthyMachineHasNothingToMend) {
  const auto findings = judge(healthy());
  EXPECT_FALSE(any_problem(findings));
  EXPECT_EQ(doctor_text(findings, {}),
            "✓ compiler cc     /usr/bin/gcc-12: gcc 12.2.0 for x86_64-linux-gnu, aaaaaaaaaaaa\n"
            "✓ agent           hg-agent " +
                std::string(version()) +
                ", 4 compile slots\n"
                "✓ coordinator     grid:9000 answers\n"
                "✓ workers for cc  1 of 1, 8 slots\n"
                "✓ a compile       by w1:50052 in 45 ms, equal to a local one\n"
                "✓ cache           /home/u/.hybridgrid/cache, up to 10 GiB, 50 GiB free\n");
}

TEST(Doctor, EachProblemSaysWhatToDo) {
  Examined examined = healthy();
  examined.compilers[0].toolchain = toolchain('b');
  EXPECT_THAT(found(examined, "workers for cc").what, HasSubstr("none of 1 worker has gcc-12 12.2.0"));
  examined.compilers[0].program = "";
  EXPECT_EQ(found(examined, "compiler cc").what, "not found in PATH");

  examined = healthy();
  examined.grid.workers = {.reason = Reason::coordinator_refused, .message = {}, .workers = {}};
  EXPECT_THAT(found(examined, "coordinator").what, HasSubstr("grid:9000: no coordinator"));
  examined.grid.coordinator = "";
  EXPECT_THAT(found(examined, "coordinator").advice, HasSubstr("HG_COORDINATOR"));

  examined = healthy();
  examined.trial->equal = false;
  EXPECT_THAT(found(examined, "a compile").what, HasSubstr("differs from a local one"));
  examined.cache.trouble = "cannot write";
  EXPECT_EQ(found(examined, "cache").what, "cannot write");
  examined.grid.agent_running = false;
  examined.grid.agent_message = "no hg-agent";
  EXPECT_EQ(found(examined, "agent").what, "no hg-agent");
  for (const Finding& finding : judge(examined)) {
    EXPECT_EQ(finding.health == Health::good, finding.advice.empty()) << finding.name;
  }
  EXPECT_TRUE(any_problem(judge(examined)));
}

TEST(Doctor, WarningsAreNoProblems) {
  Examined examined = healthy();
  examined.switches = {"HG_LOCAL"};
  examined.grid.agent.version = "0.0.1";
  examined.cache.free_bytes = 1;
  EXPECT_EQ(found(examined, "environment").health, Health::warning);
  EXPECT_EQ(found(examined, "agent").health, Health::warning);
  EXPECT_EQ(found(examined, "cache").health, Health::warning);
  EXPECT_FALSE(any_problem(judge(examined)));
}

TEST(Doctor, TellsTheSameInJson) {
  Examined examined = healthy();
  examined.coordinator_trouble = "HG_COORDINATOR: \xff";
  const auto json = nlohmann::json::parse(doctor_json(judge(examined)));
  EXPECT_EQ(json["schema"], "hgbuild.doctor/1");
  EXPECT_EQ(json["healthy"], false);
  EXPECT_EQ(json["checks"][2]["name"], "coordinator");
  EXPECT_EQ(json["checks"][2]["health"], "problem");
}

}  // namespace
}  // namespace hg::hgbuild
