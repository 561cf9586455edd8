#include "hg/client/ipc/messages.h"

#include <string>

#include "hg/codec/fields.h"

namespace hg::client::ipc {
namespace {

using codec::FieldReader;
using codec::FieldWriter;

constexpr std::uint32_t kMagic = 0x48474147;  // "HGAG"

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(Code::invalid_argument, "malformed " + std::string(what));
}

std::uint64_t count(std::chrono::nanoseconds duration) {
  return static_cast<std::uint64_t>(duration.count());
}
std::chrono::nanoseconds duration(std::uint64_t nanoseconds) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(nanoseconds));
}

void write(FieldWriter& writer, const model::CompileTimes& times) {
  writer.u64(count(times.queued));
  writer.u64(count(times.compile));
  writer.u64(count(times.cpu));
}

model::CompileTimes read_times(FieldReader& reader) {
  model::CompileTimes times;
  times.queued = duration(reader.u64());
  times.compile = duration(reader.u64());
  times.cpu = duration(reader.u64());
  return times;
}

// A number that must be an enumerator of `Enum` no greater than `last`.
template <typename Enum>
bool read_enum(FieldReader& reader, Enum& value, Enum last) {
  const std::uint8_t number = reader.u8();
  value = static_cast<Enum>(number);
  return number <= static_cast<std::uint8_t>(last);
}

bool read_reason(FieldReader& reader, model::Reason& reason) {
  const auto found = model::reason_from_code(reader.text());
  if (found) reason = *found;
  return found.has_value();
}

bool read_cached(FieldReader& reader, model::CachedAt& cached) {
  return read_enum(reader, cached, model::CachedAt::worker);
}

bool read_output_kind(FieldReader& reader, model::OutputKind& kind) {
  return read_enum(reader, kind, model::OutputKind::callgraph);
}

}  // namespace

std::string encode(const Hello& hello) {
  FieldWriter writer;
  writer.u32(kMagic);
  writer.u32(hello.protocol);
  writer.u8(static_cast<std::uint8_t>(hello.intent));
  writer.u8(hello.may_fall_back ? 1 : 0);
  writer.text(hello.coordinator);
  writer.text(hello.build);
  writer.text(hello.label);
  writer.text(hello.access.ca);
  writer.text(hello.access.certificate);
  writer.text(hello.access.key);
  writer.text(hello.access.token);
  writer.text(hello.access.token_file);
  writer.u8(hello.access.insecure ? 1 : 0);
  return std::move(writer).bytes();
}

Result<Hello> decode_hello(std::string_view body) {
  FieldReader reader(body);
  Hello hello;
  if (reader.u32() != kMagic) return malformed("hello");
  hello.protocol = reader.u32();
  // What follows may look different in another version; that version is all there is to know then.
  if (reader.ok() && hello.protocol != kProtocolVersion) return hello;
  const bool intent_ok = read_enum(reader, hello.intent, Intent::ask) && hello.intent >= Intent::grid;
  hello.may_fall_back = reader.u8() != 0;
  hello.coordinator = reader.text();
  hello.build = reader.text();
  hello.label = reader.text();
  hello.access.ca = reader.text();
  hello.access.certificate = reader.text();
  hello.access.key = reader.text();
  hello.access.token = reader.text();
  hello.access.token_file = reader.text();
  hello.access.insecure = reader.u8() != 0;
  if (!intent_ok || !reader.at_end()) return malformed("hello");
  return hello;
}

std::string encode_task(const model::CompileTask& task) {
  FieldWriter writer;
  writer.text(task.id.value());
  writer.text(task.build.value());
  writer.text(task.toolchain.value());
  writer.u8(static_cast<std::uint8_t>(task.family));
  writer.u8(static_cast<std::uint8_t>(task.language));
  writer.u8(static_cast<std::uint8_t>(task.priority));
  writer.text(task.target);
  writer.text(task.file_name);
  writer.text(task.label);
  writer.text(task.compilation_directory);
  writer.texts(task.arguments);
  writer.u32(static_cast<std::uint32_t>(task.outputs.size()));
  for (const auto kind : task.outputs) writer.u8(static_cast<std::uint8_t>(kind));
  writer.u64(std::get<model::PreprocessedSource>(task.source).size);
  return std::move(writer).bytes();
}

Result<model::CompileTask> decode_task(std::string_view body) {
  FieldReader reader(body);
  model::CompileTask task;
  task.id = model::TaskId(reader.text());
  task.build = model::BuildId(reader.text());
  task.toolchain = model::ToolchainId(reader.text());
  bool ok = read_enum(reader, task.family, model::CompilerFamily::clang);
  ok = read_enum(reader, task.language, model::Language::objective_cxx) && ok;
  ok = read_enum(reader, task.priority, model::Priority::batch) && ok;
  task.target = reader.text();
  task.file_name = reader.text();
  task.label = reader.text();
  task.compilation_directory = reader.text();
  task.arguments = reader.texts();
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
    model::OutputKind kind{};
    ok = read_output_kind(reader, kind) && ok;
    task.outputs.push_back(kind);
  }
  task.source = model::PreprocessedSource{.zstd = {}, .size = reader.u64()};
  if (!ok || !reader.at_end()) return malformed("task");
  return task;
}

std::string encode_result(const model::CompileResult& result) {
  FieldWriter writer;
  writer.u32(static_cast<std::uint32_t>(result.exit_code));
  writer.text(result.standard_output);
  writer.text(result.standard_error);
  writer.text(result.worker.value());
  writer.text(result.worker_address);
  writer.u32(result.attempts);
  writer.u8(static_cast<std::uint8_t>(result.cached));
  write(writer, result.times);
  writer.u32(static_cast<std::uint32_t>(result.outputs.size()));
  for (const auto& output : result.outputs) {
    writer.u8(static_cast<std::uint8_t>(output.kind));
    writer.u64(output.size);
  }
  return std::move(writer).bytes();
}

Result<model::CompileResult> decode_result(std::string_view body) {
  FieldReader reader(body);
  model::CompileResult result;
  result.exit_code = static_cast<int>(reader.u32());
  result.standard_output = reader.text();
  result.standard_error = reader.text();
  result.worker = model::WorkerId(reader.text());
  result.worker_address = reader.text();
  result.attempts = reader.u32();
  bool ok = read_cached(reader, result.cached);
  result.times = read_times(reader);
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left) {
    model::OutputFile output;
    ok = read_output_kind(reader, output.kind) && ok;
    output.size = reader.u64();
    result.outputs.push_back(std::move(output));
  }
  if (!ok || !reader.at_end()) return malformed("result");
  return result;
}

std::string encode(const model::Failure& failure) {
  FieldWriter writer;
  writer.text(code(failure.reason));
  writer.text(failure.message);
  return std::move(writer).bytes();
}

Result<model::Failure> decode_failure(std::string_view body) {
  FieldReader reader(body);
  model::Failure failure;
  const bool ok = read_reason(reader, failure.reason);
  failure.message = reader.text();
  if (!ok || !reader.at_end()) return malformed("failure");
  return failure;
}

std::string encode(const Outcome& outcome) {
  FieldWriter writer;
  writer.text(outcome.label);
  writer.u8(outcome.remote ? 1 : 0);
  writer.text(code(outcome.reason));
  writer.text(outcome.detail);
  writer.text(outcome.worker_address);
  writer.u8(static_cast<std::uint8_t>(outcome.cached));
  writer.u32(static_cast<std::uint32_t>(outcome.exit_code));
  writer.u64(count(outcome.total));
  writer.u64(count(outcome.preprocess));
  write(writer, outcome.times);
  return std::move(writer).bytes();
}

Result<Outcome> decode_outcome(std::string_view body) {
  FieldReader reader(body);
  Outcome outcome;
  outcome.label = reader.text();
  outcome.remote = reader.u8() != 0;
  bool ok = read_reason(reader, outcome.reason);
  outcome.detail = reader.text();
  outcome.worker_address = reader.text();
  ok = read_cached(reader, outcome.cached) && ok;
  outcome.exit_code = static_cast<int>(reader.u32());
  outcome.total = duration(reader.u64());
  outcome.preprocess = duration(reader.u64());
  outcome.times = read_times(reader);
  if (!ok || !reader.at_end()) return malformed("outcome");
  return outcome;
}

std::string encode(const Query& query) {
  FieldWriter writer;
  writer.u8(static_cast<std::uint8_t>(query.question));
  writer.text(query.argument);
  writer.u32(static_cast<std::uint32_t>(query.names.size()));
  for (const std::string& name : query.names) writer.text(name);
  return std::move(writer).bytes();
}

Result<Query> decode_query(std::string_view body) {
  FieldReader reader(body);
  Query query;
  const bool ok = read_enum(reader, query.question, Question::hits) && query.question >= Question::status;
  query.argument = reader.text();
  for (std::uint32_t left = reader.u32(); left > 0 && reader.ok(); --left)
    query.names.push_back(reader.text());
  if (!ok || !reader.at_end()) return malformed("query");
  return query;
}

}  // namespace hg::client::ipc
