#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include "hg/base/clock.h"
#include "hg/os/event_fd.h"
#include "hg/os/file.h"
#include "hg/os/subprocess.h"
#include "hg/testing/temp_directory.h"

namespace hg::os {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Command shell(const std::string& script) {
  return {.program = "/bin/sh", .argv = {"sh", "-c", script}};
}

class CaptureTest : public testing::TempDirectoryTest {
 protected:
  Duration elapsed() const { return system_clock().now() - start_; }

  TimePoint start_ = system_clock().now();
};

// A process that has ended but is still to be reaped by its new parent is gone, too.
bool alive(pid_t pid) {
  const auto stat = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
  return stat && stat->substr(stat->rfind(')') + 2, 1) != "Z";
}

TEST_F(CaptureTest, BothStreamsAndTheStatus) {
  const Captured run = run_captured(shell("echo out; echo err >&2; exit 4"), {}).value();
  EXPECT_EQ(run.out, "out\n");
  EXPECT_EQ(run.err, "err\n");
  EXPECT_EQ(run.status.code, 4);
  EXPECT_EQ(run.stopped, Stopped::no);
}

TEST_F(CaptureTest, StdinIsEmptyUnlessGiven) {
  EXPECT_EQ(run_captured(shell("cat"), {})->out, "");
  const UniqueFd input(open(write("in", "text").c_str(), O_RDONLY | O_CLOEXEC));
  Command command = shell("cat");
  command.stdin_fd = input.get();
  EXPECT_EQ(run_captured(command, {})->out, "text");
}

TEST_F(CaptureTest, AStreamWithADescriptorGoesThere) {
  const UniqueFd file(open(in("out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  Command command = shell("echo out; echo err >&2");
  command.stdout_fd = file.get();
  const Captured run = run_captured(command, {}).value();
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(run.err, "err\n");
  EXPECT_EQ(read("out"), "out\n");
}

TEST_F(CaptureTest, MuchOutputOnBothStreamsDoesNotBlock) {
  const Captured run =
      run_captured(shell("head -c 3000000 /dev/zero & head -c 3000000 /dev/zero >&2; wait"), {}).value();
  EXPECT_EQ(run.out.size(), 3000000U);
  EXPECT_EQ(run.err.size(), 3000000U);
}

TEST_F(CaptureTest, OutputCanBeTakenAsItComes) {
  std::size_t taken = 0;
  const auto take = [&](std::string_view bytes) { taken += bytes.size(); };
  const Captured run = run_captured(shell("head -c 1000000 /dev/zero; echo err >&2"), {}, take).value();
  EXPECT_EQ(taken, 1000000U);
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(run.err, "err\n");
}

TEST_F(CaptureTest, TooMuchOutputStopsIt) {
  for (const char* script : {"yes", "yes >&2"}) {
    const Captured run = run_captured(shell(script), {.output_bytes = 100000}).value();
    EXPECT_EQ(run.stopped, Stopped::output_limit);
    EXPECT_EQ(run.status.signal, SIGKILL);
    EXPECT_EQ(run.out.size() + run.err.size(), 100000U);
  }
  EXPECT_EQ(run_captured(shell("printf 12345"), {.output_bytes = 5})->stopped, Stopped::no);
  EXPECT_LT(elapsed(), seconds(20));
}

// The child may have ended before its output is read: the text is cut all the same, and that must be told.
TEST_F(CaptureTest, TooMuchOutputOfAChildThatHasEndedIsTold) {
  const Captured run = run_captured(shell("printf 123456"), {.output_bytes = 5}).value();
  EXPECT_EQ(run.stopped, Stopped::output_limit);
  EXPECT_EQ(run.out, "12345");
}

TEST_F(CaptureTest, TheTimeLimitKillsTheTree) {
  const Captured run =
      run_captured(shell("sleep 1000 & echo $!; sleep 1000"), {.time = milliseconds(100)}).value();
  EXPECT_EQ(run.stopped, Stopped::timed_out);
  EXPECT_EQ(run.status.signal, SIGKILL);
  EXPECT_GE(elapsed(), milliseconds(100));
  EXPECT_LT(elapsed(), seconds(20));
  EXPECT_FALSE(alive(std::stoi(run.out)));
  EXPECT_EQ(run_captured(shell("sleep 1000"), {.time = milliseconds(0)})->stopped, Stopped::timed_out);
}

TEST_F(CaptureTest, CancelIsAtOnce) {
  const EventFd cancel = EventFd::make().value();
  std::jthread canceller;
  const auto take = [&](std::string_view) { canceller = std::jthread([&] { cancel.raise(); }); };
  const Captured run = run_captured(shell("echo; sleep 1000"), {.cancel_fd = cancel.fd()}, take).value();
  EXPECT_EQ(run.stopped, Stopped::cancelled);
  EXPECT_EQ(run.status.signal, SIGKILL);
  EXPECT_LT(elapsed(), seconds(20));
}

TEST_F(CaptureTest, ACancelBeforeTheStartHolds) {
  const EventFd cancel = EventFd::make().value();
  cancel.raise();
  EXPECT_EQ(run_captured(shell("sleep 1000"), {.cancel_fd = cancel.fd()})->stopped, Stopped::cancelled);
}

TEST_F(CaptureTest, WhatTheChildLeftInItsGroupIsKilled) {
  const Captured run = run_captured(shell("sleep 1000 & echo $!"), {}).value();
  EXPECT_TRUE(run.status.ok());
  EXPECT_EQ(run.stopped, Stopped::no);
  EXPECT_FALSE(alive(std::stoi(run.out)));
  EXPECT_LT(elapsed(), seconds(20));
}

TEST_F(CaptureTest, AGrandchildThatLeftTheGroupDoesNotHoldItUp) {
  const Captured run = run_captured(shell("setsid sleep 1000 & echo $!"), {}).value();
  EXPECT_TRUE(run.status.ok());
  EXPECT_LT(elapsed(), seconds(20));
  kill(std::stoi(run.out), SIGKILL);
}

TEST_F(CaptureTest, CpuTimeOfTheWholeTreeIsCounted) {
  const Captured run =
      run_captured(shell("sh -c 'i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done'"), {}).value();
  EXPECT_GT(run.cpu, milliseconds(10));
  EXPECT_LT(run.cpu, elapsed() + milliseconds(100));
}

TEST_F(CaptureTest, AMissingProgramIsAnErrorNotAStatus) {
  EXPECT_EQ(run_captured({.program = "/no/such", .argv = {"such"}}, {}).error().code(), Code::not_found);
}

TEST_F(CaptureTest, NoDescriptorIsLeaked) {
  const auto count = [] { return list_directory("/proc/self/fd").value().size(); };
  const std::size_t before = count();
  static_cast<void>(run_captured(shell("echo x"), {}));
  static_cast<void>(run_captured({.program = "/no/such", .argv = {"such"}}, {}));
  EXPECT_EQ(count(), before);
}

TEST_F(CaptureTest, ManyRunAtOnceWithoutMixing) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 10; ++i) {
        const std::string word = std::to_string(t * 100 + i);
        EXPECT_EQ(run_captured(shell("echo " + word), {})->out, word + "\n");
      }
    });
  }
}

}  // namespace
}  // namespace hg::os
