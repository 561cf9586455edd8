#include "hg/cache/result_key.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "hg/cache/output_code.h"

namespace hg::cache {
namespace {

using model::OutputKind;

model::CompileTask sample() {
  model::CompileTask task;
  task.toolchain = model::ToolchainId("0123");
  task.target = "x86_64-linux-gnu";
  task.file_name = "a.c";
  task.compilation_directory = "/src";
  task.arguments = {"-O2", "-g"};
  task.outputs = {OutputKind::object};
  return task;
}

const digest::Sha256Digest kText = digest::sha256("int x;");

TEST(ResultKeys, DoNotChangeFromVersionToVersion) {
  EXPECT_EQ(digest::to_hex(result_key(sample(), kText).value()),
            "91f52ed34a398f2af4b1e1254e784199ce494f5ce0e61b1111e732f00b182b7c");
}

TEST(ResultKeys, EveryPartThatChangesAResultChangesTheKey) {
  using Task = model::CompileTask;
  const std::vector<std::function<void(Task&)>> changes = {
      [](Task&) {},
      [](Task& t) { t.toolchain = model::ToolchainId("0124"); },
      [](Task& t) { t.family = model::CompilerFamily::clang; },
      [](Task& t) { t.target = "aarch64-linux-gnu"; },
      [](Task& t) { t.language = model::Language::cxx; },
      [](Task& t) { t.language = model::Language::objective_c; },
      [](Task& t) { t.language = model::Language::objective_cxx; },
      [](Task& t) { t.file_name = "b.c"; },
      [](Task& t) { t.compilation_directory = ""; },
      [](Task& t) { t.arguments = {"-g", "-O2"}; },
      [](Task& t) { t.arguments = {"-O2-g"}; },
      [](Task& t) { t.arguments = {"-O2"}; },
      [](Task& t) { t.arguments = {"-O2", "-g", ""}; },
      [](Task& t) { t.arguments = {"-O2", "-g", ".o"}, t.outputs = {}; },  // no part runs into the next
      [](Task& t) { t.outputs = {OutputKind::object, OutputKind::dwo}; },
      [](Task& t) { t.outputs = {OutputKind::assembly}; },
  };
  std::set<ResultKey> keys;
  for (const auto& change : changes) {
    Task task = sample();
    change(task);
    keys.insert(result_key(task, kText));
  }
  keys.insert(result_key(sample(), digest::sha256("int y;")));
  EXPECT_EQ(keys.size(), changes.size() + 1);
}

TEST(ResultKeys, WhatDoesNotChangeAResultDoesNotChangeTheKey) {
  model::CompileTask task = sample();
  task.id = model::TaskId("t1");
  task.build = model::BuildId("b1");
  task.label = "src/a.c";
  task.source = model::PreprocessedSource{"frame", 7};
  EXPECT_EQ(result_key(task, kText), result_key(sample(), kText));
}

TEST(OutputCodes, AreTheirOwnReverse) {
  for (const OutputKind kind : {OutputKind::object, OutputKind::assembly, OutputKind::dwo, OutputKind::gcno,
                                OutputKind::stack_usage, OutputKind::callgraph}) {
    EXPECT_EQ(output_kind(code(kind)), kind);
  }
  EXPECT_FALSE(output_kind(0));
  EXPECT_FALSE(output_kind(7));
}

}  // namespace
}  // namespace hg::cache
