#include "hg/executor/native_executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "hg/codec/zstd.h"
#include "hg/os/event_fd.h"
#include "hg/os/file.h"

namespace hg::executor {
namespace {

namespace fs = std::filesystem;
using model::CompilerFamily;
using model::OutputKind;
using model::Reason;
using testing::HasSubstr;

// The toolchain id is the path of the driver: what a real worker must never do, and a test may.
Result<LocalCompiler> by_path(const model::ToolchainId& id) {
  if (!os::is_executable_file(id.value())) return fail(Code::not_found, "no such compiler");
  const bool clang = id.value().find("clang") != std::string::npos;
  return LocalCompiler{id.value(), clang ? CompilerFamily::clang : CompilerFamily::gcc};
}

model::CompileTask task_for(const std::string& driver, const std::string& text,
                            const std::string& file_name = "a.c") {
  model::CompileTask task;
  task.toolchain = model::ToolchainId(driver);
  task.family = by_path(task.toolchain).value_or(LocalCompiler{}).family;
  task.language = file_name.ends_with("pp") ? model::Language::cxx : model::Language::c;
  task.file_name = file_name;
  task.outputs = {OutputKind::object};
  task.source = model::PreprocessedSource{codec::compress(text), text.size()};
  return task;
}

class NativeExecutorTest : public testing::Test {
 protected:
  NativeExecutorTest() { fs::create_directory(root_); }
  ~NativeExecutorTest() override { EXPECT_TRUE(fs::is_empty(root_)) << "a job directory is left"; }

  model::CompileOutcome run(const model::CompileTask& task, int cancel_fd = -1) {
    NativeExecutor executor({root_, limits_}, by_path, unconfined_, system_clock());
    return executor.execute(task, {cancel_fd});
  }
  Reason reason(const model::CompileTask& task) {
    const auto outcome = run(task);
    return outcome ? Reason::none : outcome.error().reason;
  }
  // A "compiler" whose last argument, the output, is in $o.
  std::string fake(const std::string& script) {
    std::string path = directory_.path() + "/fake-gcc";
    EXPECT_TRUE(os::write_file_atomic(path, "#!/bin/sh\nfor o; do :; done\n" + script + "\n", 0755));
    return path;
  }
  Reason reason_of_fake(const std::string& script) { return reason(task_for(fake(script), "")); }
  std::string outside(const std::string& name) const { return directory_.path() + "/" + name; }

  // What a compile here and now makes of the same text.
  std::string local_object(const std::string& driver, const std::string& text, const std::string& file_name) {
    const os::TempDir here = *os::TempDir::make("/tmp", "local");
    EXPECT_TRUE(os::write_file_atomic(here.path() + "/" + file_name, text));
    const std::string command =
        "cd '" + here.path() + "' && " + driver + " -O2 -c '" + file_name + "' -o x.o";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return *os::read_file(here.path() + "/x.o", 1U << 20U);
  }

  os::TempDir directory_ = *os::TempDir::make("/tmp", "executor");
  std::string root_ = directory_.path() + "/jobs";
  Limits limits_;
  Unconfined unconfined_;
};

pid_t read_pid(const std::string& path) {
  pid_t pid = 0;
  std::ifstream(path) >> pid;  // of a FIFO: waits for the writer
  EXPECT_GT(pid, 0) << path;
  return pid;
}

// Has it ended? A zombie that its new parent has not reaped yet has.
bool is_gone(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/stat");
  std::string id, name, state;
  return !(status >> id >> name >> state) || state == "Z" || state == "X";
}

TEST_F(NativeExecutorTest, MakesTheObjectThatALocalCompileMakes) {
  for (const std::string driver : {"/usr/bin/gcc", "/usr/bin/g++", "/usr/bin/clang", "/usr/bin/clang++"}) {
    if (!os::exists(driver)) continue;
    const std::string name = driver.ends_with("++") ? "some file.cpp" : "some file.c";
    const std::string text = "int answer(int a) { return a * 42; }\n";
    model::CompileTask task = task_for(driver, text, name);
    task.arguments = {"-O2"};
    const auto outcome = run(task);
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->exit_code, 0);
    EXPECT_EQ(outcome->standard_error, "");
    ASSERT_EQ(outcome->outputs.size(), 1U);
    EXPECT_EQ(*codec::decompress(outcome->outputs[0].zstd, 1U << 20U), local_object(driver, text, name))
        << driver;
    EXPECT_GT(outcome->times.compile.count(), 0);
    EXPECT_GT(outcome->times.cpu.count(), 0);
  }
}

TEST_F(NativeExecutorTest, OddFileNames) {
  for (const std::string name : {"-v.c", "@a.c", "a;b.c", "\xff\n.c", "a.o"}) {
    const auto outcome = run(task_for("/usr/bin/gcc", "int a;\n", name));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->exit_code, 0) << outcome->standard_error;
    EXPECT_EQ(outcome->outputs.size(), 1U);
  }
}

TEST_F(NativeExecutorTest, ABrokenSourceIsAVerdict) {
  const auto outcome = run(task_for("/usr/bin/gcc", "int a\nint b;\n"));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 1);
  EXPECT_THAT(outcome->standard_error, HasSubstr("a.c:1:6: error:"));
  EXPECT_TRUE(outcome->outputs.empty());
}

TEST_F(NativeExecutorTest, WarningsComeWithTheObject) {
  model::CompileTask task = task_for("/usr/bin/gcc", "int f(void) { int unused; return 1; }\n");
  task.arguments = {"-Wall"};
  const auto outcome = run(task);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 0);
  EXPECT_THAT(outcome->standard_error, HasSubstr("unused variable"));
  EXPECT_EQ(outcome->outputs.size(), 1U);
}

TEST_F(NativeExecutorTest, ExtraOutputs) {
  model::CompileTask task = task_for("/usr/bin/gcc", "int f(int a) { return a; }\n");
  task.arguments = {"-fstack-usage"};
  task.outputs = {OutputKind::object, OutputKind::stack_usage};
  const auto outcome = run(task);
  ASSERT_TRUE(outcome) << outcome.error().message;
  ASSERT_EQ(outcome->outputs.size(), 2U);
  EXPECT_THAT(*codec::decompress(outcome->outputs[1].zstd, 1000), HasSubstr("static"));
}

TEST_F(NativeExecutorTest, AHugeSource) {
  std::string text = "int a;\n";
  while (text.size() < 100'000'000U)
    text += "// a comment that makes the text long and says nothing at all\n";
  const auto outcome = run(task_for("/usr/bin/gcc", text));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 0) << outcome->standard_error;
}

TEST_F(NativeExecutorTest, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(reason(task_for("/nonexistent/gcc", "")), Reason::no_matching_toolchain);
  model::CompileTask task = task_for("/usr/bin/gcc", "int a;\n", "../a.c");
  EXPECT_EQ(reason(task), Reason::rejected);
  task = task_for("/usr/bin/gcc", "int a;\n");
  task.family = CompilerFamily::clang;
  EXPECT_EQ(reason(task), Reason::rejected);
  limits_.source_bytes = 3;
  EXPECT_EQ(reason(task_for("/usr/bin/gcc", "int a;\n")), Reason::too_large);
}

TEST_F(NativeExecutorTest, TheEnvironmentSaysNothingOfThisMachine) {
  ::setenv("HG_TEST_SECRET", "1", 1);
  const auto outcome = run(task_for(fake("env | sort; echo x > \"$o\""), ""));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_THAT(outcome->standard_output, HasSubstr("HOME=/nonexistent\nLC_ALL=C\n"));
  EXPECT_THAT(outcome->standard_output, HasSubstr("PATH=/usr/bin:/bin\n"));
  EXPECT_THAT(outcome->standard_output, HasSubstr("TMPDIR=" + root_));
  EXPECT_THAT(outcome->standard_output, testing::Not(HasSubstr("HG_TEST_SECRET")));
}

TEST_F(NativeExecutorTest, CancellationKillsTheWholeGroup) {
  const auto event = os::EventFd::make();
  ASSERT_TRUE(event);
  ASSERT_EQ(::mkfifo(outside("pid").c_str(), 0600), 0);
  pid_t grandchild = 0;
  std::thread canceller([&] {
    grandchild = read_pid(outside("pid"));
    event->raise();
  });
  const std::string compiler = fake("sleep 600 & echo $! > '" + outside("pid") + "'; wait");
  const auto outcome = run(task_for(compiler, ""), event->fd());
  canceller.join();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "cancelled");
  EXPECT_TRUE(is_gone(grandchild));
}

TEST_F(NativeExecutorTest, ACompileThatHangsIsEnded) {
  limits_.time = std::chrono::milliseconds(300);
  EXPECT_EQ(reason_of_fake("echo $$ > '" + outside("pid") + "'; sleep 600"), Reason::worker_timeout);
  EXPECT_TRUE(is_gone(read_pid(outside("pid"))));
}

TEST_F(NativeExecutorTest, WhatACompilerLeavesRunningIsEnded) {
  const auto outcome =
      run(task_for(fake("sleep 600 & echo $! > '" + outside("pid") + "'; echo x > \"$o\""), ""));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->outputs.size(), 1U);
  EXPECT_TRUE(is_gone(read_pid(outside("pid"))));
}

TEST_F(NativeExecutorTest, PlantedOutputsAreNotRead) {
  EXPECT_EQ(reason_of_fake("ln -s /etc/hostname \"$o\""), Reason::bad_result);
  EXPECT_EQ(reason_of_fake("ln /proc/self/exe \"$o\" 2>/dev/null; mkfifo \"$o\""), Reason::bad_result);
  EXPECT_EQ(reason_of_fake("echo x > y; ln y \"$o\""), Reason::bad_result);
  EXPECT_EQ(reason_of_fake("mkdir \"$o\""), Reason::bad_result);
  EXPECT_EQ(reason_of_fake(": > \"$o\""), Reason::bad_result);
  EXPECT_EQ(reason_of_fake("exit 0"), Reason::bad_result);
}

TEST_F(NativeExecutorTest, TroubleOfTheWorkerIsNoVerdict) {
  EXPECT_EQ(reason_of_fake("echo 'a.c:1:1: internal compiler error: Segmentation fault' >&2; exit 4"),
            Reason::compiler_killed);
  EXPECT_EQ(reason_of_fake("kill -9 $$"), Reason::compiler_killed);
  limits_.message_bytes = 1000;
  EXPECT_EQ(reason_of_fake("yes >&2"), Reason::too_large);
  limits_.output_bytes = 100'000;
  EXPECT_EQ(reason_of_fake("yes > \"$o\""), Reason::too_large);
}

TEST_F(NativeExecutorTest, AFullDiskIsTheWorkersTrouble) {
  std::string text = "int a;\n";
  while (text.size() < 4'000'000U) text += "int a;\n";
  Reason for_source = Reason::none;
  Reason for_object = Reason::none;
  bool mounted = false;
  std::thread in_own_namespace([&] {  // unshare() in a thread leaves the rest of the process where it is
    mounted = ::unshare(CLONE_NEWNS) == 0 &&
              ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
              ::mount("tmpfs", root_.c_str(), "tmpfs", 0, "size=1m") == 0;
    if (!mounted) return;
    for_source = reason(task_for("/usr/bin/gcc", text));
    for_object = reason(task_for("/usr/bin/gcc", "char a[8000000] = {1};\n"));
    EXPECT_TRUE(fs::is_empty(root_));
  });
  in_own_namespace.join();
  if (!mounted) GTEST_SKIP() << "may not mount a file system";
  EXPECT_EQ(for_source, Reason::worker_disk_full);
  EXPECT_EQ(for_object, Reason::worker_disk_full);
}

TEST_F(NativeExecutorTest, ManyAtOnce) {
  NativeExecutor executor({root_, limits_}, by_path, unconfined_, system_clock());
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const auto outcome =
          executor.execute(task_for("/usr/bin/gcc", "int a" + std::to_string(i) + ";\n"), {});
      ASSERT_TRUE(outcome) << outcome.error().message;
      EXPECT_EQ(outcome->exit_code, 0);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// The kernel's killer, as the compiler's own driver sees and tells it.
TEST_F(NativeExecutorTest, ACompilerThatNeedsMoreMemoryThanItMayHaveIsOutOfMemory) {
  model::CompileTask large = task_for(
      "/usr/bin/g++",
      "constexpr int f() { int a[300000]{}; for (int i = 0; i < 300000; ++i) a[i] = i; return a[7]; }\n"
      "constexpr int x = f();\n",
      "a.cpp");
  large.arguments = {"-fconstexpr-loop-limit=1000000", "-fconstexpr-ops-limit=1000000000"};
  limits_.memory_bytes = 32U << 20U;
  EXPECT_EQ(reason(large), Reason::worker_out_of_memory);
  EXPECT_EQ(reason(task_for("/usr/bin/gcc", "int x;\n")), Reason::none);
  limits_.memory_bytes = 8U << 20U;  // too little for its libraries
  if (os::exists("/usr/bin/clang")) {
    EXPECT_EQ(reason(task_for("/usr/bin/clang", "int x;\n")), Reason::worker_out_of_memory);
  }
}

TEST_F(NativeExecutorTest, ACompilerThatTheKernelKilledForMemoryIsOutOfMemory) {
  const auto task = task_for(fake("kill -KILL $$"), "");
  std::uint64_t kills = 7;
  NativeExecutor executor({.job_root = root_, .limits = limits_, .oom_kills = [&] { return kills; }}, by_path,
                          unconfined_, system_clock());
  EXPECT_EQ(executor.execute(task, {-1}).error().reason, Reason::compiler_killed) << "by somebody else";
  ++kills;
  EXPECT_EQ(executor.execute(task, {-1}).error().reason, Reason::worker_out_of_memory);
  EXPECT_EQ(executor.execute(task, {-1}).error().reason, Reason::compiler_killed);
}

}  // namespace
}  // namespace hg::executor
