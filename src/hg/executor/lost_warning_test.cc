#include "hg/executor/lost_warning.h"

#include <gtest/gtest.h>

namespace hg::executor {
namespace {

constexpr std::string_view kMisleading = "# 1 \"a.c\"\nvoid f(int x) {\n  if (x)\n    x++;\n    x++;\n}\n";

model::CompileTask task_of(model::CompilerFamily family, std::vector<std::string> arguments) {
  model::CompileTask task;
  task.family = family;
  task.arguments = std::move(arguments);
  return task;
}

TEST(LostWarning, OfGccIsRefused) {
  const auto failure = lost_warning(task_of(model::CompilerFamily::gcc, {"-O2", "-Wall"}), kMisleading);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, model::Reason::indentation);
  EXPECT_EQ(failure->message, "a.c:2: if");
  EXPECT_FALSE(model::retryable(failure->reason));  // no other worker would do better
}

TEST(LostWarning, NothingIsLostWithoutTheWarningOrByClang) {
  EXPECT_FALSE(lost_warning(task_of(model::CompilerFamily::gcc, {"-O2"}), kMisleading));
  EXPECT_FALSE(lost_warning(task_of(model::CompilerFamily::clang, {"-Wall"}), kMisleading));
  EXPECT_FALSE(lost_warning(task_of(model::CompilerFamily::gcc, {"-Wall"}), "# 1 \"a.c\"\nint x;\n"));
}

}  // namespace
}  // namespace hg::executor
