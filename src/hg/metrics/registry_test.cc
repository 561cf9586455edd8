#include "hg/metrics/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hg::metrics {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Registry, ShowsACounterBeforeItCounts) {
  Registry registry;
  registry.counter("hybridgrid_things_total", "Things.", {{"kind", "a"}});
  EXPECT_THAT(registry.text(), HasSubstr("# HELP hybridgrid_things_total Things.\n"
                                         "# TYPE hybridgrid_things_total counter\n"
                                         "hybridgrid_things_total{kind=\"a\"} 0\n"));
}

TEST(Registry, CountsUnderOneNameWhateverTheHandle) {
  Registry registry;
  registry.counter("hybridgrid_things_total", "Things.").add();
  registry.counter("hybridgrid_things_total", "Things.").add(2);
  EXPECT_THAT(registry.text(), HasSubstr("\nhybridgrid_things_total 3\n"));
}

TEST(Registry, HistogramsHaveCumulativeBuckets) {
  Registry registry;
  const auto histogram =
      registry.histogram("hybridgrid_wait_seconds", "Waiting.", {{"phase", "queue"}}, {0.1, 1});
  histogram.observe(0.05);
  histogram.observe(0.5);
  const std::string text = registry.text();
  EXPECT_THAT(text, HasSubstr("hybridgrid_wait_seconds_bucket{phase=\"queue\",le=\"0.1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hybridgrid_wait_seconds_bucket{phase=\"queue\",le=\"+Inf\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("hybridgrid_wait_seconds_count{phase=\"queue\"} 2\n"));
}

TEST(Registry, WhatIsNotToldAgainIsGone) {
  Registry registry;
  int workers = 2;
  registry.on_scrape([&](Sink& sink) {
    for (int i = 0; i < workers; ++i) {
      sink.gauge("hybridgrid_worker_slots", "Slots.", 4, {{"worker", std::to_string(i)}});
    }
  });
  EXPECT_THAT(registry.text(), HasSubstr("hybridgrid_worker_slots{worker=\"1\"} 4\n"));
  workers = 1;
  EXPECT_THAT(registry.text(), Not(HasSubstr("worker=\"1\"")));
}

TEST(Registry, EscapesWhatWorkersCallThemselves) {
  Registry registry;
  registry.on_scrape([](Sink& sink) { sink.gauge("g", "G.", 1, {{"worker", "a\"\\\n"}}); });
  EXPECT_THAT(registry.text(), HasSubstr("g{worker=\"a\\\"\\\\\\n\"} 1\n"));
}

}  // namespace
}  // namespace hg::metrics
