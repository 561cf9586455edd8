#include "hg/executor/verdict.h"

#include <gtest/gtest.h>

#include <csignal>

namespace hg::executor {
namespace {

using model::CompilerFamily;
using model::Reason;

os::Captured ended(int code, const std::string& err, int signal = 0) {
  os::Captured run;
  run.status = {code, signal};
  run.err = err;
  return run;
}

Reason reason(const os::Captured& run, CompilerFamily family = CompilerFamily::gcc) {
  const auto failure = grid_failure(run, family);
  return failure ? failure->reason : Reason::none;
}

TEST(Verdict, GoodAndBadSourcesAreTheCompilersMatter) {
  EXPECT_EQ(reason(ended(0, "")), Reason::none);
  EXPECT_EQ(reason(ended(0, "a.c:1:1: warning: out of memory [-Wcpp]\n")), Reason::none);
  EXPECT_EQ(reason(ended(1, "a.c:1:1: error: expected ';'\n")), Reason::none);
  EXPECT_EQ(reason(ended(2, "")), Reason::none);
}

TEST(Verdict, AKilledCompilerIsTheGridsMatter) {
  EXPECT_EQ(reason(ended(0, "", SIGKILL)), Reason::compiler_killed);
  EXPECT_EQ(reason(ended(0, "", SIGSEGV)), Reason::compiler_killed);
  EXPECT_EQ(reason(ended(0, "", SIGXCPU)), Reason::worker_timeout);
  EXPECT_EQ(reason(ended(0, "", SIGXFSZ)), Reason::too_large);
  EXPECT_EQ(reason(ended(139, "Segmentation fault\n")), Reason::compiler_killed);
}

TEST(Verdict, ReadsTheComplaintsOfGcc) {
  EXPECT_EQ(
      reason(ended(1, "gcc: fatal error: Killed signal terminated program cc1\ncompilation terminated.\n")),
      Reason::compiler_killed);
  EXPECT_EQ(reason(ended(1, "a.c:3:1: internal compiler error: Segmentation fault\n")),
            Reason::compiler_killed);
  EXPECT_EQ(reason(ended(4, "")), Reason::compiler_killed);
  EXPECT_EQ(reason(ended(1, "cc1: out of memory allocating 65536 bytes after a total of 1 bytes\n")),
            Reason::worker_out_of_memory);
  EXPECT_EQ(reason(ended(1, "virtual memory exhausted: Cannot allocate memory\n")),
            Reason::worker_out_of_memory);
  EXPECT_EQ(reason(ended(1, "fatal error: error writing to /x/cc.s: No space left on device\n")),
            Reason::worker_disk_full);
  EXPECT_EQ(reason(ended(
                1, "gcc: internal compiler error: File size limit exceeded signal terminated program as\n")),
            Reason::too_large);
}

TEST(Verdict, ReadsTheComplaintsOfClang) {
  const auto clang = [](int code, const std::string& err) {
    return reason(ended(code, err), CompilerFamily::clang);
  };
  EXPECT_EQ(clang(1, "LLVM ERROR: out of memory\n"), Reason::worker_out_of_memory);
  EXPECT_EQ(clang(254, "PLEASE submit a bug report to https://example.org\n"), Reason::compiler_killed);
  EXPECT_EQ(clang(1, "clang: error: unable to execute command: Killed\n"), Reason::compiler_killed);
  EXPECT_EQ(clang(4, "a.c:1:1: error: x\n"), Reason::none);
}

TEST(Verdict, KnowsWhenTheKernelKilledIt) {
  EXPECT_TRUE(killed(ended(0, "", SIGKILL)));
  EXPECT_TRUE(killed(ended(137, "")));
  EXPECT_TRUE(killed(ended(1, "g++: fatal error: Killed signal terminated program cc1plus\n")));
  EXPECT_TRUE(killed(ended(254, "clang: error: unable to execute command: Killed\n")));
  EXPECT_FALSE(killed(ended(0, "", SIGSEGV)));
  EXPECT_FALSE(killed(ended(1, "a.c:1:1: error: Killed\n")));
  os::Captured ours = ended(0, "", SIGKILL);
  ours.stopped = os::Stopped::cancelled;
  EXPECT_FALSE(killed(ours));
}

TEST(Verdict, WhatWeStoppedIsOurs) {
  os::Captured run;
  run.status.signal = SIGKILL;
  run.stopped = os::Stopped::timed_out;
  EXPECT_EQ(reason(run), Reason::worker_timeout);
  run.stopped = os::Stopped::output_limit;
  EXPECT_EQ(reason(run), Reason::too_large);
  run.stopped = os::Stopped::cancelled;
  EXPECT_EQ(reason(run), Reason::transport);
}

TEST(Verdict, QuotesTheLineThatDecided) {
  const auto failure =
      grid_failure(ended(1, "first\nas: x.o: No space left on device\nlast\n"), CompilerFamily::gcc);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->message, "as: x.o: No space left on device");
}

}  // namespace
}  // namespace hg::executor
