#include "hg/client/real_preprocessor.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include "hg/codec/zstd.h"
#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::client {
namespace {

using model::Reason;

// Shell scripts play the compiler.
class RealPreprocessorTest : public ::testing::Test {
 protected:
  tl::expected<Preprocessed, model::Failure> run(const std::string& script, int interrupt_fd = -1,
                                                 std::size_t max_text = RealPreprocessor::kMaxText) {
    const std::string program = directory_.path() + "/cc";
    EXPECT_TRUE(os::write_file_atomic(program, "#!/bin/sh\n" + script));
    EXPECT_EQ(::chmod(program.c_str(), 0700), 0);
    model::Toolchain toolchain;
    toolchain.family = model::CompilerFamily::clang;
    return RealPreprocessor(max_text).preprocess(program, toolchain, plan_, interrupt_fd);
  }
  void expect_reason(const tl::expected<Preprocessed, model::Failure>& result, Reason reason) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().reason, reason) << result.error().message;
  }

  os::TempDir directory_ = *os::TempDir::make("/tmp", "hg-preprocess-");
  compiler::Plan plan_;
};

TEST_F(RealPreprocessorTest, GivesTheTextCompressed) {
  const auto result = run("echo int x';'");
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->source.size, 7U);
  EXPECT_EQ(*codec::decompress(result->source.zstd, 100), "int x;\n");
}

TEST_F(RealPreprocessorTest, GivesTheDependenciesAndLeavesNoFile) {
  plan_.depfile = "a.d";
  plan_.preprocess = {"-MF", std::string(compiler::kDepfile)};
  const auto result = run("echo 'a.o: a.c' > \"$2\"; echo text");
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->dependencies, "a.o: a.c\n");
  EXPECT_EQ(os::list_directory(directory_.path())->size(), 1U);
}

TEST_F(RealPreprocessorTest, WithoutItsDependencyFileItStaysHere) {
  plan_.depfile = "a.d";
  plan_.preprocess = {"-MF", std::string(compiler::kDepfile)};
  expect_reason(run("echo text"), Reason::preprocessor_output);
}

TEST_F(RealPreprocessorTest, AnythingOnStderrStaysHere) {
  expect_reason(run("echo text; echo warning >&2"), Reason::preprocessor_output);
}

TEST_F(RealPreprocessorTest, AFailureStaysHere) {
  expect_reason(run("echo text; exit 1"), Reason::preprocessor_output);
  expect_reason(run("kill -9 $$"), Reason::preprocessor_output);
}

TEST_F(RealPreprocessorTest, TextThatNamesFilesStaysHere) {
  expect_reason(run("echo 'asm(\".incbin \\\"x\\\"\");'"), Reason::source_not_plain);
}

TEST_F(RealPreprocessorTest, TooMuchTextStaysHereAndTheCompilerIsStopped) {
  expect_reason(run("while :; do echo 'int many_times;'; done", -1, 100'000), Reason::too_large);
}

TEST_F(RealPreprocessorTest, ASignalStopsIt) {
  const os::UniqueFd signal(::eventfd(1, EFD_CLOEXEC));
  EXPECT_FALSE(run("exec cat /dev/zero", signal.get()));
}

TEST_F(RealPreprocessorTest, AProgramThatIsNotThereStaysHere) {
  const auto result = RealPreprocessor().preprocess("/nowhere/cc", {}, plan_, -1);
  expect_reason(result, Reason::preprocessor_output);
}

}  // namespace
}  // namespace hg::client
