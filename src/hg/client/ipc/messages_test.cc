#include "hg/client/ipc/messages.h"

#include <gtest/gtest.h>

#include "hg/codec/fields.h"

namespace hg::client::ipc {
namespace {

using namespace std::chrono_literals;

model::CompileTask sample_task() {
  model::CompileTask task;
  task.id = model::TaskId("t1");
  task.build = model::BuildId("b1");
  task.toolchain = model::ToolchainId("abc");
  task.family = model::CompilerFamily::clang;
  task.language = model::Language::cxx;
  task.target = "x86_64-linux-gnu";
  task.file_name = "a.cpp";
  task.label = "src/a.cpp";
  task.compilation_directory = "/w";
  task.arguments = {"-O2", "", "-Wall"};
  task.outputs = {model::OutputKind::object, model::OutputKind::dwo};
  task.source = model::PreprocessedSource{.zstd = "ignored", .size = 77};
  return task;
}

TEST(Messages, HelloSurvives) {
  const Hello hello{
      .intent = Intent::slot, .may_fall_back = false, .coordinator = "h:1", .build = "b", .label = "x.c"};
  const auto read = decode_hello(encode(hello));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->protocol, kProtocolVersion);
  EXPECT_EQ(read->intent, Intent::slot);
  EXPECT_FALSE(read->may_fall_back);
  EXPECT_EQ(read->coordinator, "h:1");
  EXPECT_EQ(read->build, "b");
  EXPECT_EQ(read->label, "x.c");
}

TEST(Messages, HelloOfAnotherVersionIsReadAsFarAsItsVersion) {
  codec::FieldWriter writer;
  writer.u32(0x48474147);
  writer.u32(kProtocolVersion + 9);
  writer.text("who knows");
  const auto read = decode_hello(writer.bytes());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->protocol, kProtocolVersion + 9);
}

TEST(Messages, TaskSurvivesWithoutItsSource) {
  const auto task = sample_task();
  const auto read = decode_task(encode_task(task));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, task.id);
  EXPECT_EQ(read->build, task.build);
  EXPECT_EQ(read->toolchain, task.toolchain);
  EXPECT_EQ(read->family, task.family);
  EXPECT_EQ(read->language, task.language);
  EXPECT_EQ(read->target, task.target);
  EXPECT_EQ(read->file_name, task.file_name);
  EXPECT_EQ(read->label, task.label);
  EXPECT_EQ(read->compilation_directory, task.compilation_directory);
  EXPECT_EQ(read->arguments, task.arguments);
  EXPECT_EQ(read->outputs, task.outputs);
  const auto& source = std::get<model::PreprocessedSource>(read->source);
  EXPECT_EQ(source.size, 77U);
  EXPECT_EQ(source.zstd, "");
}

TEST(Messages, ResultSurvivesWithoutItsOutputs) {
  model::CompileResult result;
  result.exit_code = -3;
  result.standard_output = "o";
  result.standard_error = "e";
  result.outputs = {{.kind = model::OutputKind::stack_usage, .zstd = "zz", .size = 5}};
  result.worker = model::WorkerId("w");
  result.worker_address = "h:2";
  result.attempts = 2;
  result.cached = model::CachedAt::worker;
  result.times = {.queued = 1ns, .compile = 2ns, .cpu = 3ns};
  const auto read = decode_result(encode_result(result));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->exit_code, -3);
  EXPECT_EQ(read->standard_output, "o");
  EXPECT_EQ(read->standard_error, "e");
  ASSERT_EQ(read->outputs.size(), 1U);
  EXPECT_EQ(read->outputs[0].kind, model::OutputKind::stack_usage);
  EXPECT_EQ(read->outputs[0].size, 5U);
  EXPECT_EQ(read->outputs[0].zstd, "");
  EXPECT_EQ(read->worker.value(), "w");
  EXPECT_EQ(read->worker_address, "h:2");
  EXPECT_EQ(read->attempts, 2U);
  EXPECT_EQ(read->cached, model::CachedAt::worker);
  EXPECT_EQ(read->times.cpu, 3ns);
}

TEST(Messages, OutcomeFailureAndQuerySurvive) {
  const Outcome outcome{.label = "a.c",
                        .remote = true,
                        .reason = model::Reason::link,
                        .detail = "d",
                        .worker_address = "h:3",
                        .cached = model::CachedAt::coordinator,
                        .exit_code = 1,
                        .total = 5ms,
                        .preprocess = 2ms,
                        .times = {.queued = 1ms, .compile = 2ms, .cpu = 3ms}};
  const auto read = decode_outcome(encode(outcome));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->label, "a.c");
  EXPECT_TRUE(read->remote);
  EXPECT_EQ(read->reason, model::Reason::link);
  EXPECT_EQ(read->detail, "d");
  EXPECT_EQ(read->worker_address, "h:3");
  EXPECT_EQ(read->cached, model::CachedAt::coordinator);
  EXPECT_EQ(read->exit_code, 1);
  EXPECT_EQ(read->total, 5ms);
  EXPECT_EQ(read->preprocess, 2ms);
  EXPECT_EQ(read->times.queued, 1ms);

  const auto failure = decode_failure(encode(model::Failure{model::Reason::no_workers, "none"}));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, model::Reason::no_workers);
  EXPECT_EQ(failure->message, "none");

  const auto query = decode_query(encode(Query{Question::build, "b7"}));
  ASSERT_TRUE(query);
  EXPECT_EQ(query->question, Question::build);
  EXPECT_EQ(query->argument, "b7");
}

// Every message cut at every length, and with one byte too many, is refused and nothing worse.
TEST(Messages, TornBodiesAreRefused) {
  const std::string hello = encode(Hello{.coordinator = "h:1", .build = "b", .label = "l"});
  const std::string task = encode_task(sample_task());
  model::CompileResult two_outputs;
  two_outputs.outputs.resize(2);
  const std::string result = encode_result(two_outputs);
  const std::string outcome = encode(Outcome{.label = "a"});
  const auto check = [](const std::string& body, auto decode) {
    for (std::size_t size = 0; size < body.size(); ++size) {
      EXPECT_FALSE(decode(std::string_view(body).substr(0, size))) << size;
    }
    EXPECT_FALSE(decode(body + "x"));
    EXPECT_TRUE(decode(body));
  };
  check(hello, decode_hello);
  check(task, decode_task);
  check(result, decode_result);
  check(outcome, decode_outcome);
}

TEST(Messages, NumbersOutsideTheirEnumAreRefused) {
  std::string hello = encode(Hello{});
  hello[8] = 9;
  EXPECT_FALSE(decode_hello(hello));
  std::string query = encode(Query{});
  query[0] = 0;
  EXPECT_FALSE(decode_query(query));
}

TEST(Messages, ALengthThatLiesCostsNothing) {
  codec::FieldWriter writer;
  writer.u32(0);  // exit code
  for (int i = 0; i < 4; ++i) writer.text("");
  writer.u32(1);
  for (int i = 0; i < 3; ++i) writer.u64(0);
  writer.u32(0xFFFFFFFF);  // outputs
  EXPECT_FALSE(decode_result(writer.bytes()));
}

}  // namespace
}  // namespace hg::client::ipc
