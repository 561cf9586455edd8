#include "hg/os/subprocess.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "hg/base/scope_exit.h"
#include "hg/os/file.h"
#include "hg/testing/temp_directory.h"

namespace hg::os {
namespace {

Command shell(const std::string& script) {
  return {.program = "/bin/sh", .argv = {"sh", "-c", script}};
}

// What a shell script prints, started with the given changes to its command.
template <typename Change>
std::string output_of(const std::string& script, Change change) {
  int ends[2];
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  Command command = shell(script);
  command.stdout_fd = writing.get();
  change(command);
  auto child = Subprocess::start(command);
  EXPECT_TRUE(child) << child.error().to_string();
  writing.reset();
  std::string text = read_fd(reading.get(), 1U << 20U).value();
  child->wait();
  return text;
}

class SubprocessTest : public testing::TempDirectoryTest {};

TEST_F(SubprocessTest, TellsHowTheChildEnded) {
  EXPECT_TRUE(Subprocess::start(shell("exit 0"))->wait().ok());
  const ExitStatus failed = Subprocess::start(shell("exit 3"))->wait();
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(failed.shell_code(), 3);
  const ExitStatus killed = Subprocess::start(shell("kill -TERM $$"))->wait();
  EXPECT_EQ(killed.signal, SIGTERM);
  EXPECT_EQ(killed.shell_code(), 128 + SIGTERM);
}

TEST_F(SubprocessTest, ThePidfdTellsTheEnd) {
  auto child = Subprocess::start(shell("exit 0")).value();
  pollfd waiting{child.pidfd(), POLLIN, 0};
  EXPECT_EQ(poll(&waiting, 1, 10000), 1);
  EXPECT_TRUE(child.wait().ok());
}

TEST_F(SubprocessTest, StartTellsWhyNot) {
  const auto code = [](const Command& command) { return Subprocess::start(command).error().code(); };
  EXPECT_EQ(code({.program = in("none"), .argv = {"none"}}), Code::not_found);
  EXPECT_EQ(code({.program = root(), .argv = {"d"}}), Code::permission_denied);
  write("data", "no program", 0777);
  EXPECT_EQ(code({.program = in("data"), .argv = {"data"}}), Code::permission_denied);
  EXPECT_EQ(code({.program = "/bin/true", .argv = {}}), Code::invalid_argument);
  EXPECT_EQ(code({.program = "/bin/true", .argv = {"true", std::string(8U << 20U, 'x')}}),
            Code::invalid_argument);
  EXPECT_EQ(code({.program = "/bin/true", .argv = {"true", std::string("a\0b", 3)}}), Code::invalid_argument);
  Command elsewhere = shell("");
  elsewhere.working_directory = in("none");
  EXPECT_EQ(code(elsewhere), Code::failed_precondition);
  elsewhere.working_directory = "/";
  elsewhere.stdout_fd = 987654;
  EXPECT_EQ(code(elsewhere), Code::failed_precondition);
}

TEST_F(SubprocessTest, EnvironmentAndDirectoryAreAsAsked) {
  const auto change = [&](Command& command) {
    command.environment = {"A=1", "B=two words"};
    command.working_directory = root();
  };
  EXPECT_EQ(output_of("echo $A-$B-$HOME; pwd", change), "1-two words-\n" + root() + "\n");
  ASSERT_EQ(setenv("HG_TEST_INHERITED", "yes", 1), 0);
  EXPECT_EQ(output_of("echo $HG_TEST_INHERITED", [](Command&) {}), "yes\n");
}

TEST_F(SubprocessTest, NothingAboveTwoIsInherited) {
  const UniqueFd leaky(open("/dev/null", O_RDONLY));  // without close-on-exec
  const std::string text = output_of("ls /proc/self/fd", [](Command& command) { command.stdin_fd = -1; });
  EXPECT_EQ(text, "0\n1\n2\n3\n");  // 3 is ls's own, of the directory
}

TEST_F(SubprocessTest, DescriptorsMayBeSwapped) {
  const UniqueFd first(open(in("first").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const UniqueFd second(open(in("second").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const UniqueFd saved_out(fcntl(1, F_DUPFD_CLOEXEC, 3));
  const UniqueFd saved_err(fcntl(2, F_DUPFD_CLOEXEC, 3));
  {
    const ScopeExit restore([&] {
      dup2(saved_out.get(), 1);
      dup2(saved_err.get(), 2);
    });
    dup2(first.get(), 1);
    dup2(second.get(), 2);
    Command command = shell("echo out; echo err >&2");
    command.stdout_fd = 2;
    command.stderr_fd = 1;
    EXPECT_TRUE(Subprocess::start(command)->wait().ok());
  }
  EXPECT_EQ(read_file(in("first"), 100).value(), "err\n");
  EXPECT_EQ(read_file(in("second"), 100).value(), "out\n");
}

TEST_F(SubprocessTest, WithStdinClosedInUsTheReportPipeIsNotLost) {
  const UniqueFd saved(fcntl(0, F_DUPFD_CLOEXEC, 3));
  close(0);
  const auto started = Subprocess::start({.program = in("none"), .argv = {"none"}});
  const UniqueFd null(open("/dev/null", O_RDONLY | O_CLOEXEC));  // takes number 0
  Command command = shell("read x; test $? = 1");
  command.stdin_fd = null.get();
  const ExitStatus status = Subprocess::start(command)->wait();
  dup2(saved.get(), 0);
  EXPECT_EQ(started.error().code(), Code::not_found);
  EXPECT_TRUE(status.ok());
}

// Numbers as in /proc: bit n-1 stands for signal n.
std::uint64_t mask_of(const std::string& status, const std::string& name) {
  const std::size_t at = status.find(name + ":\t");
  return std::stoull(status.substr(at + name.size() + 2, 16), nullptr, 16);
}

TEST_F(SubprocessTest, SignalsAreFreshInTheChild) {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  auto* const pipe_before = signal(SIGPIPE, SIG_IGN);
  auto* const usr1_before = signal(SIGUSR1, [](int) {});
  auto* const hup_before = signal(SIGHUP, SIG_IGN);
  const std::string status = output_of("exec cat /proc/self/status", [](Command&) {});
  static_cast<void>(signal(SIGPIPE, pipe_before));
  static_cast<void>(signal(SIGUSR1, usr1_before));
  static_cast<void>(signal(SIGHUP, hup_before));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(mask_of(status, "SigBlk"), 0U);
  EXPECT_EQ(mask_of(status, "SigIgn") & ~6ULL, 1U)
      << "only SIGHUP (and whatever of INT, QUIT the test run ignores)";
}

TEST_F(SubprocessTest, LimitsHoldFromTheFirstInstruction) {
  const auto change = [](Command& command) {
    command.limits = {{RLIMIT_CORE, 0, 0}, {RLIMIT_NOFILE, 33, 44}};
  };
  EXPECT_EQ(output_of("ulimit -S -n; ulimit -H -n; ulimit -c", change), "33\n44\n0\n");
}

TEST_F(SubprocessTest, LimitsAreNeverRaised) {
  const auto outer = [](Command& command) {
    command.limits = {{RLIMIT_NOFILE, RLIM_INFINITY, RLIM_INFINITY}};
  };
  rlimit ours{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &ours), 0);
  EXPECT_EQ(output_of("ulimit -H -n", outer), std::to_string(ours.rlim_max) + "\n");
  Command nonsense = shell("");
  nonsense.limits = {{9999, 1, 1}};
  EXPECT_EQ(Subprocess::start(nonsense).error().code(), Code::failed_precondition);
}

// The write end of a pipe is held by every process of the tree: end of file means that none is left.
class Tree {
 public:
  explicit Tree(Command command) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    reading_.reset(ends[0]);
    const UniqueFd writing(ends[1]);
    command.stdout_fd = writing.get();
    auto started = Subprocess::start(command);
    EXPECT_TRUE(started);
    child_.emplace(std::move(*started));
    char ready = 0;
    EXPECT_EQ(read(reading_.get(), &ready, 1), 1);
  }
  bool gone() const {
    pollfd waiting{reading_.get(), POLLIN, 0};
    return poll(&waiting, 1, 10000) == 1 && (waiting.revents & POLLHUP) != 0;
  }
  std::optional<Subprocess>& child() { return child_; }

 private:
  UniqueFd reading_;
  std::optional<Subprocess> child_;
};

Command two_sleepers() {
  Command command = shell("sleep 1000 & echo; sleep 1000");
  command.new_process_group = true;
  return command;
}

TEST_F(SubprocessTest, ASignalReachesTheWholeGroup) {
  Tree tree(two_sleepers());
  tree.child()->send_signal(SIGTERM);
  EXPECT_EQ(tree.child()->wait().signal, SIGTERM);
  EXPECT_TRUE(tree.gone());
}

TEST_F(SubprocessTest, TheDestructorKillsTheGroup) {
  Tree tree(two_sleepers());
  tree.child().reset();
  EXPECT_TRUE(tree.gone());
}

TEST_F(SubprocessTest, MovingMovesTheDuty) {
  Tree first(two_sleepers());
  Tree second(two_sleepers());
  *first.child() = std::move(*second.child());
  second.child().reset();  // holds what was the first, now
  EXPECT_TRUE(first.gone());
  first.child().reset();
  EXPECT_TRUE(second.gone());
}

TEST_F(SubprocessTest, ManyThreadsStartAtOnce) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 25; ++i) {
        EXPECT_EQ(Subprocess::start(shell("exit " + std::to_string(t)))->wait().code, t);
      }
    });
  }
}

class FindProgram : public SubprocessTest {
 protected:
  std::string program(std::string_view name) const { return write(name, "#!/bin/sh\n", 0777); }
  std::string path() const { return in("none") + ":" + in("a") + ":" + in("b"); }
};

TEST_F(FindProgram, TakesTheFirstThatFits) {
  const std::string second = program("b/cc");
  EXPECT_EQ(find_program("cc", path()), second);
  const std::string first = program("a/cc");
  EXPECT_EQ(find_program("cc", path()), first);
  EXPECT_EQ(find_program("none", path()), "");
  EXPECT_EQ(find_program("", path()), "");
}

TEST_F(FindProgram, OnlyExecutableFilesFit) {
  const std::string second = program("b/cc");
  ASSERT_TRUE(make_directories(in("a/cc")));
  EXPECT_EQ(find_program("cc", path()), second);
  ASSERT_TRUE(remove_tree(in("a/cc")));
  write("a/cc", "");
  EXPECT_EQ(find_program("cc", path()), second);
  EXPECT_EQ(find_program(in("a/cc"), ""), "");
  EXPECT_EQ(find_program(second, ""), second);
}

TEST_F(FindProgram, WhatIsToBeSkippedIs) {
  const std::string first = program("a/cc");
  const std::string second = program("b/cc");
  EXPECT_EQ(find_program("cc", path(), [&](const std::string& candidate) { return candidate == first; }),
            second);
  EXPECT_EQ(find_program("cc", path(), [](const std::string&) { return true; }), "");
}

}  // namespace
}  // namespace hg::os
