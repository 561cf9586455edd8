#include "hg/executor/cached/cached_executor.h"

#include <gtest/gtest.h>

#include "hg/cache/disk_store.h"
#include "hg/codec/zstd.h"
#include "hg/testing/temp_directory.h"

namespace hg::executor {
namespace {

class FakeExecutor final : public Executor {
 public:
  model::CompileOutcome execute(const model::CompileTask& /*task*/, Cancellation /*cancellation*/) override {
    ++runs;
    return outcome;
  }
  int runs = 0;
  model::CompileOutcome outcome;
};

model::CompileTask task_for(const std::string& text) {
  model::CompileTask task;
  task.toolchain = model::ToolchainId(std::string(64, 'a'));
  task.target = "x86_64-linux-gnu";
  task.file_name = "a.cc";
  task.outputs = {model::OutputKind::object};
  task.source = model::PreprocessedSource{codec::compress(text), text.size()};
  return task;
}

class Cached : public testing::TempDirectoryTest {
 protected:
  Cached() {
    model::CompileResult result;
    result.outputs = {{model::OutputKind::object, codec::compress("object"), 6}};
    result.standard_error = "warning";
    result.times.compile = std::chrono::seconds(1);
    inner_.outcome = result;
  }
  model::CompileOutcome run(const model::CompileTask& task) { return executor_.execute(task, {}); }

  std::unique_ptr<cache::DiskStore> store_ =
      cache::DiskStore::open({.directory = in("cache")}, system_clock()).value();
  FakeExecutor inner_;
  CachedExecutor executor_{inner_, *store_, system_clock()};
};

TEST_F(Cached, WhatItHasCompiledItKnows) {
  EXPECT_EQ(run(task_for("int x;"))->cached, model::CachedAt::nowhere);
  const auto again = run(task_for("int x;"));
  EXPECT_EQ(inner_.runs, 1);
  EXPECT_EQ(again->cached, model::CachedAt::worker);
  EXPECT_EQ(again->standard_error, "warning");
  EXPECT_EQ(codec::decompress(again->outputs.at(0).zstd, 100).value(), "object");
}

TEST_F(Cached, AnotherTaskIsCompiled) {
  (void)run(task_for("int x;"));
  (void)run(task_for("int y;"));
  model::CompileTask other = task_for("int x;");
  other.arguments = {"-O2"};
  (void)run(other);
  EXPECT_EQ(inner_.runs, 3);
}

TEST_F(Cached, WhatIsNotToBeKeptIsNot) {
  const auto runs_twice = [&](const model::CompileOutcome& outcome) {
    inner_.outcome = outcome;
    inner_.runs = 0;
    (void)run(task_for("int x;"));
    (void)run(task_for("int x;"));
    return inner_.runs == 2;
  };
  model::CompileResult bad = *inner_.outcome;
  bad.exit_code = 1;
  EXPECT_TRUE(runs_twice(bad));
  bad = *inner_.outcome;
  bad.exit_code = 0;
  bad.outputs.clear();
  EXPECT_TRUE(runs_twice(bad));
  EXPECT_TRUE(runs_twice(tl::unexpected(model::Failure{model::Reason::compiler_killed, "killed"})));
}

TEST_F(Cached, ASourceThatIsNotWhatItSaysIsTheInnerOnesMatter) {
  model::CompileTask task = task_for("int x;");
  std::get<model::PreprocessedSource>(task.source).size = 5;
  (void)run(task);
  (void)run(task);
  EXPECT_EQ(inner_.runs, 2);
}

TEST_F(Cached, AStoreThatFailsCostsACompile) {
  (void)run(task_for("int x;"));
  ASSERT_TRUE(os::remove_tree(in("cache")));
  EXPECT_TRUE(run(task_for("int x;")));
  EXPECT_EQ(inner_.runs, 2);
}

}  // namespace
}  // namespace hg::executor
