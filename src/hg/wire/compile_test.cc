#include "hg/wire/compile.h"

#include <gtest/gtest.h>

#include <functional>

#include "hg/wire/limits.h"

namespace hg::wire {
namespace {

using model::OutputKind;

model::CompileTask some_task() {
  model::CompileTask task;
  task.id = model::TaskId("task-1");
  task.build = model::BuildId("build-1");
  task.toolchain = model::ToolchainId(std::string(64, 'a'));
  task.family = model::CompilerFamily::clang;
  task.language = model::Language::cxx;
  task.target = "x86_64-linux-gnu";
  task.file_name = "a.cpp";
  task.label = "src/a.cpp";
  task.compilation_directory = "/home/u/p";
  task.arguments = {"-O2", "-DX=1"};
  task.outputs = {OutputKind::object, OutputKind::dwo};
  task.source = model::PreprocessedSource{std::string("\x28\xB5\x2F\xFD\0x", 6), 7};
  return task;
}

// Through bytes, as on the network.
template <typename Message>
Message transferred(const Message& message) {
  Message other;
  EXPECT_TRUE(other.ParseFromString(message.SerializeAsString()));
  return other;
}

TEST(WireCompile, TaskArrivesUnchanged) {
  const auto task = decode(transferred(encode(some_task()))).value();
  const auto expected = some_task();
  EXPECT_EQ(task.id, expected.id);
  EXPECT_EQ(task.build, expected.build);
  EXPECT_EQ(task.toolchain, expected.toolchain);
  EXPECT_EQ(task.family, expected.family);
  EXPECT_EQ(task.language, expected.language);
  EXPECT_EQ(task.target, expected.target);
  EXPECT_EQ(task.file_name, expected.file_name);
  EXPECT_EQ(task.label, expected.label);
  EXPECT_EQ(task.compilation_directory, expected.compilation_directory);
  EXPECT_EQ(task.arguments, expected.arguments);
  EXPECT_EQ(task.outputs, expected.outputs);
  const auto& source = std::get<model::PreprocessedSource>(task.source);
  EXPECT_EQ(source.zstd, std::get<model::PreprocessedSource>(expected.source).zstd);
  EXPECT_EQ(source.size, 7U);
}

TEST(WireCompile, NamesNeedNotBeUtf8) {
  auto task = some_task();
  task.file_name = "caf\xE9.c";
  task.arguments = {"-DNAME=\"caf\xE9\""};
  const auto arrived = decode(transferred(encode(task))).value();
  EXPECT_EQ(arrived.file_name, task.file_name);
  EXPECT_EQ(arrived.arguments, task.arguments);
}

TEST(WireCompile, PayloadIsMovedAndNotCopied) {
  auto task = some_task();
  auto& source = std::get<model::PreprocessedSource>(task.source);
  source.zstd.assign(1U << 20U, 'z');
  const char* bytes = source.zstd.data();
  auto request = encode(std::move(task));
  EXPECT_EQ(request.preprocessed().zstd().data(), bytes);
  const auto back = decode(std::move(request)).value();
  EXPECT_EQ(std::get<model::PreprocessedSource>(back.source).zstd.data(), bytes);
}

TEST(WireCompile, ResultArrivesUnchanged) {
  model::CompileResult result;
  result.exit_code = 1;
  result.standard_output = std::string("o\0\xFF", 3);
  result.standard_error = "e";
  result.outputs = {{OutputKind::object, "frame", 9}, {OutputKind::gcno, "note", 4}};
  result.worker = model::WorkerId("w-1");
  result.worker_address = "[::1]:50052";
  result.attempts = 3;
  result.cached = model::CachedAt::worker;
  result.times = {std::chrono::nanoseconds(1), std::chrono::nanoseconds(2), std::chrono::nanoseconds(3)};
  const auto back = decode(transferred(encode(result))).value();
  EXPECT_EQ(back.exit_code, 1);
  EXPECT_EQ(back.standard_output, result.standard_output);
  EXPECT_EQ(back.standard_error, "e");
  ASSERT_EQ(back.outputs.size(), 2U);
  EXPECT_EQ(back.outputs[1].kind, OutputKind::gcno);
  EXPECT_EQ(back.outputs[1].zstd, "note");
  EXPECT_EQ(back.outputs[1].size, 4U);
  EXPECT_EQ(back.worker, result.worker);
  EXPECT_EQ(back.worker_address, result.worker_address);
  EXPECT_EQ(back.attempts, 3U);
  EXPECT_EQ(back.cached, model::CachedAt::worker);
  EXPECT_EQ(back.times.queued.count(), 1);
  EXPECT_EQ(back.times.compile.count(), 2);
  EXPECT_EQ(back.times.cpu.count(), 3);
}

struct BadRequest {
  const char* field;
  std::function<void(pb::CompileRequest&)> damage;
};

TEST(WireCompile, RefusesABadRequestAndNamesTheField) {
  const BadRequest cases[] = {
      {"task_id", [](auto& r) { r.clear_task_id(); }},
      {"task_id", [](auto& r) { r.set_task_id("../x"); }},
      {"task_id", [](auto& r) { r.set_task_id("a\n"); }},
      {"task_id", [](auto& r) { r.set_task_id(std::string(129, 'a')); }},
      {"build_id", [](auto& r) { r.set_build_id("<b>"); }},
      {"toolchain_id", [](auto& r) { r.set_toolchain_id("gcc;id"); }},
      {"toolchain_id", [](auto& r) { r.set_toolchain_id(std::string(64, 'A')); }},
      {"family", [](auto& r) { r.clear_family(); }},
      {"family", [](auto& r) { r.set_family(static_cast<pb::CompilerFamily>(99)); }},
      {"language", [](auto& r) { r.set_language(static_cast<pb::Language>(-1)); }},
      {"target", [](auto& r) { r.clear_target(); }},
      {"file_name", [](auto& r) { r.clear_file_name(); }},
      {"file_name", [](auto& r) { r.set_file_name("../../etc/x"); }},
      {"file_name", [](auto& r) { r.set_file_name(".."); }},
      {"file_name", [](auto& r) { r.set_file_name(std::string("a\0.c", 4)); }},
      {"file_name", [](auto& r) { r.set_file_name(std::string(256, 'a')); }},
      {"label", [](auto& r) { r.set_label(std::string("a\0b", 3)); }},
      {"label", [](auto& r) { r.set_label(std::string(kMaxTextLength + 1, 'a')); }},
      {"compilation_directory", [](auto& r) { r.set_compilation_directory(std::string("/\0", 2)); }},
      {"arguments[2]", [](auto& r) { r.add_arguments(std::string("-D\0", 3)); }},
      {"arguments[2]", [](auto& r) { r.add_arguments(""); }},
      {"arguments (bytes)", [](auto& r) { r.add_arguments(std::string(kMaxArgumentBytes, 'a')); }},
      {"arguments",
       [](auto& r) {
         for (int i = 0; i < kMaxArguments; ++i) r.add_arguments("-x");
       }},
      {"outputs", [](auto& r) { r.clear_outputs(); }},
      {"outputs[2]", [](auto& r) { r.add_outputs(pb::OUTPUT_KIND_OBJECT); }},
      {"outputs[2]", [](auto& r) { r.add_outputs(static_cast<pb::OutputKind>(77)); }},
      {"source", [](auto& r) { r.clear_source(); }},
      {"preprocessed.zstd", [](auto& r) { r.mutable_preprocessed()->clear_zstd(); }},
      {"preprocessed.size", [](auto& r) { r.mutable_preprocessed()->set_size(kMaxPayloadBytes + 1); }},
  };
  for (const auto& [field, damage] : cases) {
    auto request = encode(some_task());
    damage(request);
    const auto result = decode(std::move(request));
    ASSERT_FALSE(result.has_value()) << field;
    EXPECT_EQ(result.error().code(), Code::invalid_argument);
    EXPECT_EQ(result.error().message().rfind(std::string(field) + ": ", 0), 0U) << result.error().message();
  }
}

TEST(WireCompile, RefusesABadResponse) {
  const std::pair<const char*, std::function<void(pb::CompileResponse&)>> cases[] = {
      {"exit_code", [](auto& r) { r.set_exit_code(-1); }},
      {"exit_code", [](auto& r) { r.set_exit_code(256); }},
      {"outputs[0].kind", [](auto& r) { r.add_outputs()->set_zstd("x"); }},
      {"outputs[0].zstd", [](auto& r) { r.add_outputs()->set_kind(pb::OUTPUT_KIND_OBJECT); }},
      {"worker_id", [](auto& r) { r.set_worker_id("a b"); }},
      {"queued_ns", [](auto& r) { r.set_queued_ns(~0ULL); }},
  };
  for (const auto& [field, damage] : cases) {
    pb::CompileResponse response;
    damage(response);
    const auto result = decode(std::move(response));
    ASSERT_FALSE(result.has_value()) << field;
    EXPECT_EQ(result.error().message().rfind(std::string(field) + ": ", 0), 0U) << result.error().message();
  }
}

}  // namespace
}  // namespace hg::wire
