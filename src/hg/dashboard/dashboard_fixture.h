// A grid of one worker and a history, for tests.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "hg/dashboard/source.h"
#include "hg/testing/fake_clock.h"

namespace hg::dashboard {

class DashboardTest : public ::testing::Test {
 protected:
  DashboardTest() {
    model::WorkerStatus worker;
    worker.id = model::WorkerId("w1");
    worker.capability.name = "build1";
    worker.capability.slots = 4;
    worker.capability.toolchains.emplace_back();
    worker.capability.toolchains.back().name = "g++-12";
    grid_.workers.push_back(worker);
  }

  [[nodiscard]] Sources sources() {
    return {.grid = [this] { return grid_; }, .history = memory_, .clock = clock_, .epoch = "e1"};
  }

  void add(const std::string& file, history::Outcome outcome = history::Outcome::success,
           const std::string& build = "") {
    history::CompileRecord record;
    record.id = ++last_;
    record.ended = clock_.wall();
    record.file = file;
    record.outcome = outcome;
    record.build = build;
    record.client = "10.0.0.1";
    memory_.add({record}, {});
  }

  testing::FakeClock clock_;
  history::Memory memory_{{}};
  Grid grid_;
  history::RecordId last_ = 0;
};

}  // namespace hg::dashboard
