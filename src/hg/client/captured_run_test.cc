#include "hg/client/captured_run.h"

#include <gtest/gtest.h>

#include <csignal>

#include "hg/client/fake_ports.h"
#include "hg/os/event_fd.h"

namespace hg::client {
namespace {

os::Command shell(std::string script) {
  return {.program = "/bin/sh", .argv = {"sh", "-c", std::move(script)}};
}

// A signal that has come as soon as somebody looks.
struct ComingSignal final : Interrupts {
  int arm() override {
    event.raise();
    return event.fd();
  }
  bool pending() override { return true; }
  int signal() override { return SIGTERM; }
  void disarm() override {}
  os::EventFd event = os::EventFd::make().value();
};

TEST(CapturedRun, KeepsBothStreamsAndTheExitCode) {
  FakeInterrupts interrupts;
  const auto run = run_and_keep(shell("echo out; echo err >&2; exit 3"), interrupts);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->status.code, 3);
  EXPECT_EQ(run->standard_output, "out\n");
  EXPECT_EQ(run->standard_error, "err\n");
  EXPECT_TRUE(run->complete);
  EXPECT_FALSE(interrupts.armed);
}

TEST(CapturedRun, SaysHowTheChildDied) {
  FakeInterrupts interrupts;
  const auto run = run_and_keep(shell("kill -SEGV $$"), interrupts);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->status.signal, SIGSEGV);
}

TEST(CapturedRun, PassesASignalOn) {
  ComingSignal interrupts;
  const auto run = run_and_keep(shell("sleep 100 & wait"), interrupts);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->status.signal, SIGTERM);
}

TEST(CapturedRun, DoesNotWaitForWhatTheChildLeavesBehind) {
  FakeInterrupts interrupts;
  const auto run = run_and_keep(shell("sleep 100 & echo $!"), interrupts);
  ASSERT_TRUE(run);
  EXPECT_TRUE(run->status.ok());
  ::kill(static_cast<pid_t>(std::stol(run->standard_output)), SIGKILL);
}

TEST(CapturedRun, WhatCannotBeStartedIsAnError) {
  FakeInterrupts interrupts;
  EXPECT_FALSE(run_and_keep({.program = "/nowhere/cc", .argv = {"cc"}}, interrupts));
  EXPECT_FALSE(interrupts.armed);
}

}  // namespace
}  // namespace hg::client
