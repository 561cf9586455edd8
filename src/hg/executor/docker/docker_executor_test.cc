#include "hg/executor/docker/docker_executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "hg/codec/zstd.h"
#include "hg/container/fake_engine.h"
#include "hg/os/file.h"

namespace hg::executor {
namespace {

namespace fs = std::filesystem;
using model::Reason;
using ::testing::Contains;
using ::testing::ElementsAre;

class DockerExecutorTest : public ::testing::Test {
 protected:
  DockerExecutorTest() {
    fs::create_directory(root_);
    engine_.here.push_back({"sha256:1", {"dockcross/linux-arm64:latest"}, "amd64", {}});
    engine_.program = [](const container::Spec& spec) { return compiled(spec); };
  }
  ~DockerExecutorTest() override { EXPECT_TRUE(fs::is_empty(root_)) << "a job directory is left"; }

  static os::Captured compiled(const container::Spec& spec) {
    std::ofstream(spec.mounts.at(0).here + "/a.o") << "object";
    os::Captured run;
    run.err = "a.c: warning\n";
    return run;
  }
  static os::Captured ended(int code, int signal, const std::string& err = "") {
    os::Captured run;
    run.status = {code, signal};
    run.err = err;
    return run;
  }
  void compiler_ends(const Result<os::Captured>& run) {
    engine_.program = [run](const container::Spec&) { return run; };
  }

  DockerExecutor executor() {
    const auto lookup = [](const model::ToolchainId& id) -> Result<ImageDriver> {
      if (id.value() != "id") return fail(Code::not_found, "no image has it");
      return ImageDriver{"sha256:1", "/usr/bin/gcc", model::CompilerFamily::gcc, {"CC", "PATH=/opt/bin"}};
    };
    DockerExecutor::Options options;
    options.job_root = root_;
    options.user = {"1:1", ::geteuid(), ::getegid()};
    return DockerExecutor(options, lookup, engine_, system_clock(), [this] { ++losses_; });
  }
  static model::CompileTask task() {
    model::CompileTask task;
    task.toolchain = model::ToolchainId("id");
    task.file_name = "a.c";
    task.arguments = {"-O2"};
    task.outputs = {model::OutputKind::object};
    task.source = model::PreprocessedSource{codec::compress("int x;"), 6};
    return task;
  }
  Reason reason() {
    const auto outcome = executor().execute(task(), {});
    EXPECT_TRUE(engine_.removal || engine_.containers_here.empty()) << "a container is left";
    return outcome ? Reason::none : outcome.error().reason;
  }

  os::TempDir directory_ = *os::TempDir::make("/tmp", "docker");
  std::string root_ = directory_.path() + "/jobs";
  container::FakeEngine engine_;
  int losses_ = 0;
};

TEST_F(DockerExecutorTest, CompilesInAContainerThatMayNothing) {
  const auto outcome = executor().execute(task(), {});
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->standard_error, "a.c: warning\n");
  ASSERT_EQ(outcome->outputs.size(), 1U);
  EXPECT_EQ(*codec::decompress(outcome->outputs[0].zstd, outcome->outputs[0].size), "object");
  const container::Spec spec = engine_.created.at(0);
  EXPECT_EQ(spec.command.front(), "/usr/bin/gcc");
  EXPECT_THAT(spec.command, Contains("-O2"));
  EXPECT_THAT(spec.environment,
              ElementsAre("CC", "PATH=/opt/bin", "LC_ALL=C", "HOME=/nonexistent", "TMPDIR=/tmp"));
  EXPECT_EQ(spec.mounts.size(), 1U);
  EXPECT_EQ(spec.labels.at(kJobsLabel), root_);
  EXPECT_GT(spec.memory_bytes, 0U);
  EXPECT_GT(spec.processes, 0U);
  EXPECT_TRUE(engine_.containers_here.empty());
}

TEST_F(DockerExecutorTest, TheCompilersVerdictIsTheUsers) {
  compiler_ends(ended(1, 0, "a.c:1: error\n"));
  const auto outcome = executor().execute(task(), {});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->exit_code, 1);
  EXPECT_EQ(outcome->standard_error, "a.c:1: error\n");
}

TEST_F(DockerExecutorTest, WhatEndsItIsTold) {
  compiler_ends(ended(0, SIGKILL));
  EXPECT_EQ(reason(), Reason::worker_out_of_memory);
  compiler_ends(ended(1, 0, "gcc: fatal error: Killed signal terminated program cc1\n"));
  EXPECT_EQ(reason(), Reason::worker_out_of_memory);
  compiler_ends(ended(0, SIGSEGV));
  EXPECT_EQ(reason(), Reason::compiler_killed);
  os::Captured stopped;
  stopped.stopped = os::Stopped::timed_out;
  compiler_ends(stopped);
  EXPECT_EQ(reason(), Reason::worker_timeout);
}

TEST_F(DockerExecutorTest, AnEngineThatFailsIsNoVerdict) {
  compiler_ends(fail(Code::unavailable, "reset"));
  EXPECT_EQ(reason(), Reason::transport);
  EXPECT_EQ(losses_, 1);
  compiler_ends(fail(Code::not_found, "the container is gone"));
  EXPECT_EQ(reason(), Reason::transport) << "another try may be better";
  compiler_ends(fail(Code::resource_exhausted, "no space left on device"));
  EXPECT_EQ(reason(), Reason::worker_disk_full);
  engine_.here.clear();
  EXPECT_EQ(reason(), Reason::no_matching_toolchain);
  EXPECT_EQ(losses_, 3);
}

TEST_F(DockerExecutorTest, APlantedLinkIsNotFollowed) {
  engine_.program = [](const container::Spec& spec) {
    fs::create_symlink("/etc/hostname", spec.mounts.at(0).here + "/a.o");
    return os::Captured{};
  };
  EXPECT_EQ(reason(), Reason::bad_result);
}

TEST_F(DockerExecutorTest, WhatTheEngineCouldNotRemoveIsRemovedLater) {
  DockerExecutor once = executor();
  engine_.removal = Error(Code::unavailable, "down");
  EXPECT_TRUE(once.execute(task(), {}));
  EXPECT_EQ(engine_.containers_here.size(), 1U);
  engine_.removal.reset();
  EXPECT_TRUE(once.execute(task(), {}));
  EXPECT_TRUE(engine_.containers_here.empty());
}

TEST_F(DockerExecutorTest, SweepsWhatWorkersThatAreNoMoreHaveLeft) {
  for (const char* jobs : {"/gone", "/alive"}) {
    container::Spec spec;
    spec.image = "sha256:1";
    spec.labels = {{kJobsLabel, jobs}};
    ASSERT_TRUE(engine_.create(spec));
  }
  EXPECT_EQ(sweep_containers(engine_, [](const std::string& jobs) { return jobs == "/gone"; }).value(), 1U);
  ASSERT_EQ(engine_.containers_here.size(), 1U);
  EXPECT_EQ(engine_.containers_here.begin()->second.labels.at(kJobsLabel), "/alive");
}

TEST_F(DockerExecutorTest, UnknownToolchainsAreNotCompiled) {
  model::CompileTask unknown = task();
  unknown.toolchain = model::ToolchainId("other");
  EXPECT_EQ(executor().execute(unknown, {}).error().reason, Reason::no_matching_toolchain);
  EXPECT_TRUE(engine_.created.empty());
}

}  // namespace
}  // namespace hg::executor
