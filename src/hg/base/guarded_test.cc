#include "hg/base/guarded.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace hg {
namespace {

TEST(Guarded, NoIncrementIsLostBetweenThreads) {
  Guarded<int> counter(0);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10000; ++i) counter.with([](int& n) { ++n; });
    });
  }
  threads.clear();
  EXPECT_EQ(counter.with([](int& n) { return n; }), 40000);
}

}  // namespace
}  // namespace hg
