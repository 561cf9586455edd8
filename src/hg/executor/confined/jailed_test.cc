// The sandbox alone: here every "compiler" may do what it likes. Each test is run for every sandbox of this
// machine.
#include "hg/executor/confined/jailed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "hg/codec/zstd.h"
#include "hg/executor/confined/choose.h"
#include "hg/executor/native_executor.h"
#include "hg/os/event_fd.h"
#include "hg/os/file.h"

namespace hg::executor {
namespace {

namespace fs = std::filesystem;
using model::Reason;
using testing::HasSubstr;
using testing::Not;

Result<LocalCompiler> by_path(const model::ToolchainId& id) {
  const bool clang = id.value().find("clang") != std::string::npos;
  return LocalCompiler{id.value(), clang ? model::CompilerFamily::clang : model::CompilerFamily::gcc};
}

model::CompileTask task_for(const std::string& driver, const std::string& text) {
  model::CompileTask task;
  task.toolchain = model::ToolchainId(driver);
  task.family = by_path(task.toolchain)->family;
  task.file_name = "a.c";
  task.outputs = {model::OutputKind::object};
  task.source = model::PreprocessedSource{codec::compress(text), text.size()};
  return task;
}

// Processes of this machine that were started with this word.
// What only a job of this test's own asks sleep for: the same tests run beside us, in other sandboxes.
std::string nap(char which) {
  return "600." + std::to_string(::getpid()) + which;
}

bool runs(const std::string& word) {
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string line = os::read_file(entry.path() / "cmdline", 4096).value_or("");
    if (line.find(word) != std::string::npos && !line.starts_with("/bin/sh")) return true;
  }
  return false;
}

class Confined : public testing::TestWithParam<Sandbox> {
 protected:
  Confined() {
    fs::create_directory(root_);
    fs::create_directory(directory_.path() + "/compilers");
    ::chmod(directory_.path().c_str(), 0755);  // as any folder of compilers must be
  }
  void SetUp() override {
    auto chosen = choose_sandbox({GetParam(), HG_JAIL, root_, "/usr/bin:/bin"});
    if (!chosen) GTEST_SKIP() << chosen.error().to_string();
    chosen_ = *std::move(chosen);
  }
  model::CompileOutcome run(const model::CompileTask& task, int cancel_fd = -1) {
    NativeExecutor executor({root_, limits_}, by_path, *chosen_.confinement, system_clock());
    return executor.execute(task, {cancel_fd});
  }
  model::CompileOutcome run_script(const std::string& script) { return run(task_for(fake(script), "")); }
  Reason reason_of(const std::string& script) {
    const auto outcome = run_script(script);
    return outcome ? Reason::none : outcome.error().reason;
  }
  std::string fake(const std::string& script) {
    std::string path = directory_.path() + "/compilers/fake-gcc";
    EXPECT_TRUE(os::write_file_atomic(path, "#!/bin/bash\nfor o; do :; done\n" + script + "\n", 0755));
    return path;
  }
  std::string said(const std::string& script) {
    const auto outcome = run_script("{ " + script + "; } 2>&1; echo x > \"$o\"");
    return outcome ? outcome->standard_output + outcome->standard_error : outcome.error().message;
  }

  os::TempDir directory_ = *os::TempDir::make("/tmp", "confined");
  std::string root_ = directory_.path() + "/jobs";
  Limits limits_;
  Chosen chosen_;
};

TEST_P(Confined, MakesTheSameObject) {
  const Unconfined unconfined;
  for (const char* driver : {"/usr/bin/gcc", "/usr/bin/g++", "/usr/bin/clang", "/usr/bin/clang++"}) {
    if (!os::exists(driver)) continue;
    model::CompileTask task = task_for(driver, "int answer(int a) { return a * 42; }\n");
    task.arguments = {"-O2", "-g0"};
    NativeExecutor open({root_, limits_}, by_path, unconfined, system_clock());
    const auto expected = open.execute(task, {});
    const auto outcome = run(task);
    ASSERT_TRUE(outcome) << outcome.error().message;
    ASSERT_EQ(outcome->exit_code, 0) << outcome->standard_error;
    ASSERT_TRUE(expected);
    EXPECT_EQ(outcome->outputs[0].zstd, expected->outputs[0].zstd) << driver;
    EXPECT_GT(outcome->times.cpu.count(), 1'000'000);
  }
}

TEST_P(Confined, EndsAsTheCompilerDoes) {
  const auto outcome = run_script("echo out; echo err >&2; exit 3");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 3);
  EXPECT_EQ(outcome->standard_output, "out\n");
  EXPECT_EQ(outcome->standard_error, "err\n");
  EXPECT_EQ(reason_of("kill -9 $$"), Reason::compiler_killed);
  EXPECT_EQ(reason_of("kill -SEGV $$"), Reason::compiler_killed);
  EXPECT_EQ(reason_of("kill -XCPU $$"), Reason::worker_timeout);
  limits_.output_bytes = 100'000;
  EXPECT_EQ(reason_of("yes > \"$o\""), Reason::too_large);
  const auto missing = run(task_for(directory_.path() + "/compilers/nothing-gcc", ""));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, Reason::no_matching_toolchain);
}

TEST_P(Confined, IsEndedWithAllItsProcesses) {
  limits_.time = std::chrono::milliseconds(500);
  EXPECT_EQ(reason_of("sleep " + nap('1') + " & setsid sleep " + nap('2') + " & wait"),
            Reason::worker_timeout);
  EXPECT_FALSE(runs(nap('1')) || runs(nap('2')));
}

TEST_P(Confined, IsCancelled) {
  const auto event = os::EventFd::make();
  ASSERT_TRUE(event);
  event->raise();
  const auto outcome = run(task_for(fake("sleep " + nap('1')), ""), event->fd());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "cancelled");
  EXPECT_FALSE(runs(nap('1')));
}

TEST_P(Confined, LeavesNoDaemon) {
  const auto outcome =
      run_script("setsid sleep " + nap('1') + " </dev/null >/dev/null 2>&1 & echo x > \"$o\"");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->outputs.size(), 1U);
  EXPECT_FALSE(runs(nap('1')));
}

TEST_P(Confined, WritesNowhereElse) {
  const std::string marker = directory_.path() + "/marker";
  ::chmod(directory_.path().c_str(), 0777);
  const std::string text = said(
      "touch '" + marker + "' /tmp/hg-marker /usr/hg-marker /hg-marker /dev/hg-marker /dev/shm/hg-marker");
  EXPECT_THAT(text, HasSubstr("touch"));
  for (const std::string& path :
       {marker, std::string("/tmp/hg-marker"), std::string("/usr/hg-marker"), std::string("/hg-marker"),
        std::string("/dev/hg-marker"), std::string("/dev/shm/hg-marker")}) {
    EXPECT_FALSE(os::exists(path)) << path << text;
  }
}

TEST_P(Confined, ReadsNothingOfTheMachines) {
  ASSERT_TRUE(os::write_file_atomic(root_ + "/secret", "hidden words", 0644));
  const std::string text =
      said("cat /etc/passwd /etc/hostname /proc/self/environ /proc/1/environ /proc/version /root/.bashrc '" +
           root_ + "/secret'; ls /home /root /proc /sys /var; ls /tmp; hostname");
  EXPECT_THAT(text, Not(HasSubstr("root:")));
  EXPECT_THAT(text, Not(HasSubstr("hidden words")));
  EXPECT_THAT(text, Not(HasSubstr("TMPDIR=")));
  EXPECT_THAT(text, Not(HasSubstr("Linux version")));
}

TEST_P(Confined, SeesItsOwnDirectoryOnly) {
  ASSERT_EQ(::mkdir((root_ + "/job-other").c_str(), 0777), 0);
  EXPECT_THAT(said("ls '" + root_ + "'"), Not(HasSubstr("job-other")));
  fs::remove(root_ + "/job-other");
}

TEST_P(Confined, HasNoNetworkAndNoRights) {
  EXPECT_THAT(said("echo hello > /dev/tcp/127.0.0.1/80"),
              HasSubstr("ermi"));  // "Operation not permitted" of socket()
  EXPECT_THAT(said("id -u"), HasSubstr("65534"));
  EXPECT_THAT(said("unshare -Ur true && echo got it"), Not(HasSubstr("got it")));
  EXPECT_THAT(said("mount -t tmpfs none . && echo got it"), Not(HasSubstr("got it")));
}

TEST_P(Confined, RunsNothingFromItsDirectory) {
  EXPECT_THAT(said("printf '#!/bin/sh\\necho got it' > evil; chmod 755 evil; ./evil"),
              Not(HasSubstr("got it")));
}

TEST_P(Confined, AForkBombEndsAtItsLimit) {
  if (GetParam() == Sandbox::bubblewrap && ::geteuid() == 0)
    GTEST_SKIP() << "the kernel does not count root's processes";
  limits_.time = std::chrono::seconds(2);
  const auto outcome = run_script("bomb() { sleep " + nap('1') + " & bomb & bomb; }; bomb 2>/dev/null");
  ASSERT_FALSE(outcome);
  EXPECT_FALSE(runs(nap('1')));
  EXPECT_EQ(reason_of("echo x > \"$o\""), Reason::none) << "the next job is not hurt";
}

TEST_P(Confined, ManyAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const auto outcome = run(task_for("/usr/bin/gcc", "int a" + std::to_string(i) + ";\n"));
      ASSERT_TRUE(outcome) << outcome.error().message;
      EXPECT_EQ(outcome->exit_code, 0);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

INSTANTIATE_TEST_SUITE_P(Every, Confined, testing::Values(Sandbox::jail, Sandbox::bubblewrap),
                         [](const auto& made) {
                           return made.param == Sandbox::jail ? "jail" : "bubblewrap";
                         });

}  // namespace
}  // namespace hg::executor
