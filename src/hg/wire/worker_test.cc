#include "hg/wire/worker.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "hg/wire/limits.h"

namespace hg::wire {
namespace {

model::Capability some_capability() {
  model::Capability capability;
  capability.name = "build1";
  capability.address = "10.0.0.7:50052";
  capability.arch = "x86_64";
  capability.cores = 16;
  capability.memory_bytes = 64ULL << 30U;
  capability.slots = 18;
  capability.toolchains = {{model::ToolchainId(std::string(64, 'b')), model::CompilerFamily::gcc, true,
                            "12.2.0", "x86_64-linux-gnu", "g++-12"}};
  return capability;
}

TEST(WireWorker, CapabilityArrivesUnchanged) {
  const auto back = decode(encode(some_capability())).value();
  const auto expected = some_capability();
  EXPECT_EQ(back.name, expected.name);
  EXPECT_EQ(back.address, expected.address);
  EXPECT_EQ(back.arch, expected.arch);
  EXPECT_EQ(back.cores, expected.cores);
  EXPECT_EQ(back.memory_bytes, expected.memory_bytes);
  EXPECT_EQ(back.slots, expected.slots);
  EXPECT_EQ(back.toolchains, expected.toolchains);
}

TEST(WireWorker, RefusesABadCapabilityAndNamesTheField) {
  const std::pair<const char*, std::function<void(pb::Capability&)>> cases[] = {
      {"capability.name", [](auto& c) { c.set_name("<script>"); }},
      {"capability.address", [](auto& c) { c.set_address("0.0.0.0:50052"); }},
      {"capability.address", [](auto& c) { c.set_address("[::]:50052"); }},
      {"capability.address", [](auto& c) { c.set_address("build1"); }},
      {"capability.arch", [](auto& c) { c.clear_arch(); }},
      {"capability.cores", [](auto& c) { c.set_cores(0); }},
      {"capability.cores", [](auto& c) { c.set_cores(5000); }},
      {"capability.memory_bytes", [](auto& c) { c.set_memory_bytes(~0ULL); }},
      {"capability.slots", [](auto& c) { c.set_slots(kMaxSlots + 1); }},
      {"capability.toolchains[1].id", [](auto& c) { c.add_toolchains(); }},
      {"capability.toolchains[0].family", [](auto& c) { c.mutable_toolchains(0)->clear_family(); }},
      {"capability.toolchains",
       [](auto& c) {
         for (int i = 0; i < kMaxToolchains; ++i) c.add_toolchains();
       }},
  };
  for (const auto& [field, damage] : cases) {
    auto message = encode(some_capability());
    damage(message);
    const auto result = decode(std::move(message));
    ASSERT_FALSE(result.has_value()) << field;
    EXPECT_EQ(result.error().code(), Code::invalid_argument);
    EXPECT_EQ(result.error().message().rfind(std::string(field) + ": ", 0), 0U) << result.error().message();
  }
}

TEST(WireWorker, NoSlotsIsAllowed) {
  auto message = encode(some_capability());
  message.set_slots(0);
  EXPECT_EQ(decode(std::move(message)).value().slots, 0U);
}

TEST(WireWorker, HeartbeatArrivesUnchanged) {
  const auto back = decode(encode(Heartbeat{model::WorkerId("w"), {3, 1.5, true}})).value();
  EXPECT_EQ(back.worker.value(), "w");
  EXPECT_EQ(back.load.active_tasks, 3U);
  EXPECT_EQ(back.load.load_average, 1.5);
  EXPECT_TRUE(back.load.draining);
}

TEST(WireWorker, HeartbeatWithNumbersThatAreNoneIsRefused) {
  for (const double load : {std::nan(""), HUGE_VAL, -1.0}) {
    auto message = encode(Heartbeat{model::WorkerId("w"), {}});
    message.set_load_average(load);
    EXPECT_EQ(decode(std::move(message)).error().message(),
              "load_average: must be a finite number, not below 0");
  }
}

TEST(WireWorker, StatusArrivesUnchanged) {
  model::WorkerStatus worker;
  worker.id = model::WorkerId("w-1");
  worker.capability = some_capability();
  worker.capability.version = "0.1.0";
  worker.state = model::WorkerState::draining;
  worker.active_tasks = 2;
  worker.finished_tasks = 100;
  worker.failed_tasks = 5;
  worker.latency_ms = 1.25;
  worker.heartbeat_age_ms = 1500;
  const auto back = decode(encode(GridStatus{{worker}, 7})).value();
  EXPECT_EQ(back.queued_tasks, 7U);
  ASSERT_EQ(back.workers.size(), 1U);
  const auto& got = back.workers[0];
  EXPECT_EQ(got.id, worker.id);
  EXPECT_EQ(got.capability.version, "0.1.0");
  EXPECT_EQ(got.state, model::WorkerState::draining);
  EXPECT_EQ(got.active_tasks, 2U);
  EXPECT_EQ(got.finished_tasks, 100U);
  EXPECT_EQ(got.failed_tasks, 5U);
  EXPECT_EQ(got.latency_ms, 1.25);
  EXPECT_EQ(got.heartbeat_age_ms, 1500U);
}

}  // namespace
}  // namespace hg::wire
