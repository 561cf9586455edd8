#include "hg/client/ui/progress.h"

#include <gtest/gtest.h>

#include "hg/client/ui/text.h"

namespace hg::client::ui {
namespace {

using namespace std::chrono_literals;
using model::Reason;

BuildView busy() {
  BuildView build;
  build.running = 64;
  build.remote = 790;
  build.local = 22;
  build.workers = 4;
  build.reasons = {{Reason::probe, 18}, {Reason::native_unresolved, 4}};
  return build;
}

TEST(ProgressLine, HoldsEverythingWhereThereIsRoom) {
  EXPECT_EQ(progress_line(busy(), 41s, 80, Style()),
            "hgbuild  812 done  64 running  790 remote  22 local  4 workers  0:41");
}

TEST(ProgressLine, DropsWhatMattersLeast) {
  EXPECT_EQ(progress_line(busy(), 41s, 60, Style()),
            "hgbuild  812 done  64 running  790 remote  22 local  0:41");
  EXPECT_EQ(progress_line(busy(), 41s, 40, Style()), "812 done  64 running  790 remote  0:41");
  EXPECT_EQ(progress_line(busy(), 41s, 8, Style()), "812 done");
  EXPECT_EQ(progress_line(busy(), 41s, 7, Style()), "");
}

TEST(ProgressLine, NeverWiderThanTheTerminal) {
  BuildView build = busy();
  build.cached = 123456;
  for (std::size_t columns = 0; columns < 120; ++columns) {
    EXPECT_LE(width(progress_line(build, 5h, columns, Style(true))), columns);
  }
}

TEST(Summary, OneLine) {
  EXPECT_EQ(
      summary(busy(), 102s, Style()),
      "hgbuild: 812 compiles  790 remote on 4 workers  22 local (18 probe, 4 native-unresolved)  1m42s");
}

TEST(Summary, ManyReasonsAreCut) {
  BuildView build;
  build.local = 20;
  build.reasons = {{Reason::probe, 9}, {Reason::plugin, 5}, {Reason::modules, 3}, {Reason::profile, 3}};
  EXPECT_EQ(summary(build, 500ms, Style()),
            "hgbuild: 20 compiles  20 local (9 probe, 5 plugin, 3 modules, 3 other)  0.5s");
}

TEST(Summary, AGridThatWasNotThereIsExplained) {
  BuildView build;
  build.local = 1;
  build.reasons = {{Reason::no_workers, 1}};
  EXPECT_EQ(summary(build, 1s, Style()),
            "hgbuild: 1 compile  1 local (1 no-workers)  1.0s\n"
            "         no-workers: no worker is registered: start hg-worker");
}

}  // namespace
}  // namespace hg::client::ui
