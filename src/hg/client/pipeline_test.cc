#include "hg/client/pipeline.h"

#include <gtest/gtest.h>

#include "hg/client/exit_codes.h"
#include "hg/client/fake_ports.h"

namespace hg::client {
namespace {

using model::Reason;
using Kind = Verdict::Kind;

class PipelineTest : public ::testing::Test {
 protected:
  PipelineTest() {
    settings_.coordinator = "h:9000";
    settings_.build = "b1";
    surroundings_.working_directory = "/w";
    surroundings_.variable = [](std::string_view) { return std::nullopt; };
    surroundings_.read_file = [](const std::string&) { return std::nullopt; };
    surroundings_.is_regular_or_absent = [](const std::string&) { return true; };
    surroundings_.exists = [](const std::string&) { return false; };
  }

  Verdict run(std::vector<std::string> argv) {
    const Invocation invocation{.program = "/usr/bin/gcc", .argv = std::move(argv)};
    const Job job = prepare(invocation, settings_, surroundings_, toolchains_, files_);
    return run_pipeline(job, settings_,
                        {.preprocessor = preprocessor_,
                         .agent = agent_,
                         .files = files_,
                         .interrupts = interrupts_,
                         .clock = system_clock()});
  }
  Verdict compile() { return run({"gcc", "-O2", "-c", "a.c", "-o", "a.o"}); }

  void expect_local(const Verdict& verdict, Reason reason, bool slot = true) {
    EXPECT_EQ(verdict.kind, Kind::local);
    EXPECT_EQ(verdict.outcome.reason, reason)
        << code(verdict.outcome.reason) << ": " << verdict.outcome.detail;
    EXPECT_EQ(verdict.slot, slot);
    EXPECT_FALSE(verdict.outcome.remote);
    EXPECT_TRUE(files_.written.empty());
    EXPECT_FALSE(interrupts_.armed);
  }

  Settings settings_;
  compiler::Surroundings surroundings_;
  FakeToolchains toolchains_;
  FakePreprocessor preprocessor_;
  FakeAgent agent_;
  FakeFiles files_;
  FakeInterrupts interrupts_;
};

TEST_F(PipelineTest, CompilesRemotely) {
  const auto verdict = compile();
  EXPECT_EQ(verdict.kind, Kind::finished);
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_TRUE(verdict.outcome.remote);
  EXPECT_EQ(verdict.outcome.worker_address, "w:1");
  EXPECT_EQ(files_.written["a.o"].bytes, "OBJECT");
  EXPECT_EQ(files_.written["a.o"].writer, Installed::Writer::gcc_assembler);
  EXPECT_FALSE(interrupts_.armed);
  ASSERT_EQ(agent_.hellos.size(), 1U);
  EXPECT_EQ(agent_.hellos[0].label, "a.c");
  EXPECT_EQ(agent_.hellos[0].build, "b1");
  ASSERT_EQ(agent_.tasks.size(), 1U);
  EXPECT_EQ(agent_.tasks[0].file_name, "a.c");
  EXPECT_EQ(agent_.tasks[0].toolchain, toolchains_.toolchain.id);
  EXPECT_FALSE(agent_.tasks[0].id.value().empty());
}

TEST_F(PipelineTest, TheDependencyFileComesBeforeTheObject) {
  EXPECT_EQ(run({"gcc", "-MD", "-c", "a.c", "-o", "sub/a.o"}).kind, Kind::finished);
  EXPECT_EQ(files_.order, (std::vector<std::string>{"sub/a.d", "sub/a.o"}));
  EXPECT_EQ(files_.written["sub/a.d"].bytes, "a.o: a.c\n");
  EXPECT_EQ(files_.written["sub/a.d"].writer, Installed::Writer::stream);
}

TEST_F(PipelineTest, ALinkTakesASlotAndAsksNobodyElse) {
  expect_local(run({"gcc", "a.o", "-o", "a"}), Reason::link, true);
  EXPECT_TRUE(agent_.hellos.empty());
}

TEST_F(PipelineTest, WhatIsNoCompileTakesNoSlotAndAsksNobody) {
  expect_local(run({"gcc", "--version"}), Reason::info_query, false);
  expect_local(run({"gcc", "-E", "a.c"}), Reason::preprocess_only, false);
  EXPECT_TRUE(agent_.hellos.empty());
}

TEST_F(PipelineTest, StandardInputNeverWaitsForASlot) {
  expect_local(run({"gcc", "-xc", "-c", "-", "-o", "a.o"}), Reason::standard_input, false);
}

TEST_F(PipelineTest, ASourceThatIsAPipeIsLeftToTheCompiler) {
  files_.irregular = "/dev/fd/63.c";
  expect_local(run({"gcc", "-c", "/dev/fd/63.c", "-o", "a.o"}), Reason::source_not_plain, false);
  EXPECT_EQ(preprocessor_.runs, 0);
}

TEST_F(PipelineTest, AnOutputThatIsTheSourceIsLeftToTheCompiler) {
  expect_local(run({"gcc", "-c", "a.c", "-o", "a.c"}), Reason::output_not_regular);
  EXPECT_EQ(preprocessor_.runs, 0);
}

TEST_F(PipelineTest, ACompileThatMustStayTakesASlot) {
  expect_local(run({"gcc", "-c", "a.c", "-o", "a.o", "-fplugin=x"}), Reason::plugin);
}

TEST_F(PipelineTest, TheUserMayKeepItHere) {
  settings_.local = true;
  expect_local(compile(), Reason::forced_local);
  EXPECT_TRUE(agent_.hellos.empty());
}

TEST_F(PipelineTest, AnUnknownCompilerStaysHere) {
  toolchains_.known = false;
  expect_local(compile(), Reason::toolchain_unknown);
}

TEST_F(PipelineTest, NativeIsExpandedOrStaysHere) {
  EXPECT_EQ(run({"gcc", "-march=native", "-c", "a.c", "-o", "a.o"}).kind, Kind::finished);
  const auto& sent = agent_.tasks.at(0).arguments;
  EXPECT_NE(std::find(sent.begin(), sent.end(), "-march=skylake"), sent.end());
  EXPECT_EQ(std::find(sent.begin(), sent.end(), "-march=native"), sent.end());
  files_.written.clear();
  toolchains_.native.reset();
  expect_local(run({"gcc", "-march=native", "-c", "a.c", "-o", "a.o"}), Reason::native_unresolved);
}

TEST_F(PipelineTest, WithoutACoordinatorItStaysHere) {
  settings_.coordinator.clear();
  settings_.discovery = false;
  expect_local(compile(), Reason::not_configured);
  EXPECT_EQ(preprocessor_.runs, 0);
}

TEST_F(PipelineTest, WithoutAnAddressTheAgentIsAskedForACoordinator) {
  settings_.coordinator.clear();
  EXPECT_EQ(compile().kind, Kind::finished);
  EXPECT_EQ(agent_.hellos.at(0).coordinator, "");
}

TEST_F(PipelineTest, WithoutAnAddressAndWithoutAFoundCoordinatorItStaysHere) {
  settings_.coordinator.clear();
  agent_.admission = {.grid = false, .failure = {Reason::not_configured, "nobody is there"}};
  expect_local(compile(), Reason::not_configured);
}

TEST_F(PipelineTest, AGridThatIsDownIsNotPreprocessedFor) {
  agent_.admission = {.grid = false, .failure = {Reason::coordinator_refused, "nobody"}};
  expect_local(compile(), Reason::coordinator_refused);
  EXPECT_EQ(preprocessor_.runs, 0);
}

TEST_F(PipelineTest, APreprocessorThatSpeaksStaysHere) {
  preprocessor_.failure = model::Failure{Reason::preprocessor_output, "it printed something"};
  expect_local(compile(), Reason::preprocessor_output);
  EXPECT_TRUE(agent_.tasks.empty());
}

TEST_F(PipelineTest, AFailureOfTheGridIsCompiledHere) {
  for (const Reason reason :
       {Reason::worker_lost, Reason::no_workers, Reason::agent_unreachable, Reason::transport}) {
    agent_.outcome = tl::unexpected(model::Failure{reason, ""});
    expect_local(compile(), reason);
  }
}

TEST_F(PipelineTest, ARemoteErrorIsConfirmedHere) {
  model::CompileResult result;
  result.exit_code = 1;
  result.standard_error = "a.c:1: error";
  agent_.outcome = result;
  expect_local(compile(), Reason::remote_error_unconfirmed);
}

TEST_F(PipelineTest, ARemoteWarningThatTextMayHaveChangedIsShownByTheLocalCompiler) {
  auto result = FakeAgent::good_result();
  result.standard_error = "a.c:1: warning";
  agent_.outcome = result;
  expect_local(compile(), Reason::remote_error_unconfirmed);
}

// Bug: `: > a.c; hgbuild clang -pedantic -c a.c` showed the line marker in place of the empty source.
TEST_F(PipelineTest, AMessageThatQuotesALineMarkerIsShownByTheLocalCompiler) {
  toolchains_.toolchain.family = model::CompilerFamily::clang;
  auto result = FakeAgent::good_result();
  result.standard_error = "a.c:1:5: warning: plain\nint x;\n";
  agent_.outcome = result;
  EXPECT_EQ(compile().kind, Kind::finished);
  files_.written.clear();
  result.standard_error = "a.c:0:10: warning: ISO C requires\n# 1 \"a.c\"\n";
  agent_.outcome = result;
  expect_local(compile(), Reason::remote_error_unconfirmed);
}

TEST_F(PipelineTest, ABadResultIsNeverWritten) {
  const auto with = [&](auto damage) {
    auto result = FakeAgent::good_result();
    damage(result);
    agent_.outcome = result;
    expect_local(compile(), Reason::bad_result);
  };
  with([](auto& result) { result.outputs.clear(); });
  with([](auto& result) { result.outputs[0].kind = model::OutputKind::dwo; });
  with([](auto& result) { result.outputs[0].size = 7; });
  with([](auto& result) { result.outputs[0].size = 5; });
  with([](auto& result) { result.outputs[0].zstd.pop_back(); });
  with([](auto& result) { result.outputs[0].zstd = "garbage"; });
  with([](auto& result) { result.outputs[0] = {.zstd = codec::compress(""), .size = 0}; });
}

TEST_F(PipelineTest, WhereAnOutputCannotBeWrittenTheCompilerSaysSo) {
  files_.forbidden = "a.o";
  expect_local(compile(), Reason::output_not_regular);
}

TEST_F(PipelineTest, ASignalEndsItInstead) {
  agent_.outcome = tl::unexpected(model::Failure{Reason::agent_unreachable, "interrupted"});
  interrupts_.signalled = true;
  const auto verdict = compile();
  EXPECT_EQ(verdict.kind, Kind::interrupted);
  EXPECT_TRUE(interrupts_.armed) << "the caller disarms, when everything is tidy";
  EXPECT_TRUE(files_.written.empty());
}

TEST_F(PipelineTest, WithoutFallbackAGridFailureIsAnErrorWithItsNumber) {
  settings_.may_fall_back = false;
  const auto with = [&](Reason reason) {
    agent_.outcome = tl::unexpected(model::Failure{reason, ""});
    const auto verdict = compile();
    EXPECT_EQ(verdict.kind, Kind::refused);
    return verdict.exit_code;
  };
  EXPECT_EQ(with(Reason::coordinator_refused), 103);
  EXPECT_EQ(with(Reason::no_matching_toolchain), 110);
  EXPECT_EQ(with(Reason::no_workers), 116);
  EXPECT_EQ(with(Reason::worker_timeout), 118);
  EXPECT_EQ(with(Reason::bad_result), 100);
  EXPECT_FALSE(agent_.hellos.at(0).may_fall_back);
}

TEST_F(PipelineTest, WithoutFallbackWhatOnlyThisMachineCanDoIsStillDone) {
  settings_.may_fall_back = false;
  expect_local(run({"gcc", "-c", "a.c", "-o", "a.o", "-fplugin=x"}), Reason::plugin);
  expect_local(run({"gcc", "a.o", "-o", "a"}), Reason::link, true);
  model::CompileResult result;
  result.exit_code = 1;
  agent_.outcome = result;
  expect_local(compile(), Reason::remote_error_unconfirmed);
}

}  // namespace
}  // namespace hg::client
