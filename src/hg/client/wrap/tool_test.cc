#include "hg/client/wrap/tool.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

namespace hg::client::wrap {
namespace {

using namespace std::chrono_literals;

class Counter final : public Onlooker {
 public:
  explicit Counter(std::function<void()> on_tick = {}) : on_tick_(std::move(on_tick)) {}
  void tick() override {
    ++ticks;
    if (on_tick_) on_tick_();
  }
  void resized() override { ++resizes; }
  void stopping() override {}
  void continued() override {}

  int ticks = 0;
  int resizes = 0;

 private:
  std::function<void()> on_tick_;
};

os::Command shell(const std::string& script) {
  return {.program = "/bin/sh", .argv = {"sh", "-c", script}};
}

TEST(Tool, ExitCodesAreTheShells) {
  Counter counter;
  EXPECT_EQ(run_tool(shell("exit 7"), counter, 50ms)->exit_code(), 7);
  EXPECT_EQ(run_tool(shell("kill -TERM $$"), counter, 50ms)->exit_code(), 143);
  EXPECT_EQ(run_tool(shell("exit 0"), counter, 50ms)->exit_code(), 0);
}

TEST(Tool, AMissingProgramIsAnError) {
  Counter counter;
  const auto ended = run_tool({.program = "/nowhere/make", .argv = {"make"}}, counter, 50ms);
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code(), Code::not_found);
}

// The test ends the tool by a signal to ourselves, so no sleeping is needed: the first tick shows that it
// runs.
TEST(Tool, ASignalToUsReachesTheTool) {
  Counter counter([] { ::kill(::getpid(), SIGTERM); });
  const auto ended = run_tool(shell("trap 'exit 9' TERM; while :; do sleep 0.05; done"), counter, 100ms);
  EXPECT_EQ(ended->exit_code(), 9);
  EXPECT_FALSE(ended->interrupted);
  EXPECT_GE(counter.ticks, 1);
}

TEST(Tool, AnInterruptedBuildIs130WhateverTheToolSays) {
  Counter counter([] { ::kill(::getpid(), SIGINT); });
  const auto ended = run_tool(shell("trap 'exit 2' INT; while :; do sleep 0.05; done"), counter, 100ms);
  EXPECT_EQ(ended->exit_code(), 130);
}

TEST(Tool, AToolThatSurvivesAnInterruptKeepsItsCode) {
  Counter counter([] { ::kill(::getpid(), SIGINT); });
  const auto ended = run_tool(shell("trap 'exit 0' INT; while :; do sleep 0.05; done"), counter, 100ms);
  EXPECT_EQ(ended->exit_code(), 0);
}

TEST(Tool, TheWindowsSizeIsTold) {
  bool sent = false;
  Counter counter([&] {
    if (!std::exchange(sent, true)) {
      ::kill(::getpid(), SIGWINCH);
    } else {
      ::kill(::getpid(), SIGTERM);
    }
  });
  static_cast<void>(run_tool(shell("while :; do sleep 0.05; done"), counter, 50ms));
  EXPECT_GE(counter.resizes, 1);
}

TEST(Tool, DescriptorsOfAJobserverReachTheTool) {
  const int fd = ::open("/dev/null", O_WRONLY);  // not close-on-exec
  ASSERT_GE(fd, 0);
  Counter counter;
  EXPECT_EQ(run_tool(shell("test -e /proc/self/fd/" + std::to_string(fd)), counter, 50ms)->exit_code(), 0);
  ::close(fd);
}

}  // namespace
}  // namespace hg::client::wrap
