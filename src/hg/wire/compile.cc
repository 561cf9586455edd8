#include "hg/wire/compile.h"

#include <fmt/core.h>

#include <utility>

#include "hg/wire/check.h"
#include "hg/wire/enums.h"
#include "hg/wire/limits.h"

namespace hg::wire {
namespace {

Status check_arguments(const pb::CompileRequest& request) {
  HG_TRY(check_at_most("arguments", static_cast<std::uint64_t>(request.arguments_size()), kMaxArguments));
  std::size_t total = 0;
  for (int i = 0; i < request.arguments_size(); ++i) {
    const std::string& argument = request.arguments(i);
    total += argument.size() + 1;
    if (argument.empty()) return bad_field(fmt::format("arguments[{}]", i), "is empty");
    HG_TRY(check_text(fmt::format("arguments[{}]", i), argument, kMaxArgumentBytes));
  }
  return check_at_most("arguments (bytes)", total, kMaxArgumentBytes);
}

Status check_outputs(const pb::CompileRequest& request) {
  if (request.outputs_size() == 0) return bad_field("outputs", "names no output");
  for (int i = 0; i < request.outputs_size(); ++i) {
    const std::string field = fmt::format("outputs[{}]", i);
    if (!from_wire(kOutputKinds, request.outputs(i))) {
      return bad_field(field, fmt::format("{} is unknown here", static_cast<int>(request.outputs(i))));
    }
    for (int other = 0; other < i; ++other) {
      if (request.outputs(other) == request.outputs(i)) return bad_field(field, "is named twice");
    }
  }
  return {};
}

Status check_source(const pb::CompileRequest& request) {
  switch (request.source_case()) {
    case pb::CompileRequest::kPreprocessed:
      if (request.preprocessed().zstd().empty()) return bad_field("preprocessed.zstd", "is empty");
      return check_at_most("preprocessed.size", request.preprocessed().size(), kMaxPayloadBytes);
    case pb::CompileRequest::SOURCE_NOT_SET:
      break;
  }
  return bad_field("source", "is missing, or of a kind that is unknown here");
}

Result<model::OutputFile> decode_output(const std::string& field, pb::OutputFile&& output) {
  const auto kind = from_wire(kOutputKinds, output.kind());
  if (!kind)
    return bad_field(field + ".kind", fmt::format("{} is unknown here", static_cast<int>(output.kind())));
  if (output.zstd().empty()) return bad_field(field + ".zstd", "is empty");
  HG_TRY(check_at_most(field + ".size", output.size(), kMaxPayloadBytes));
  return model::OutputFile{*kind, std::move(*output.mutable_zstd()), output.size()};
}

}  // namespace

Status check(const pb::CompileRequest& request) {
  HG_TRY(check_id("task_id", request.task_id()));
  HG_TRY(check_id("build_id", request.build_id(), Empty::allowed));
  HG_TRY(check_toolchain_id("toolchain_id", request.toolchain_id()));
  if (!from_wire(kFamilies, request.family())) {
    return bad_field("family", fmt::format("{} is unknown here", static_cast<int>(request.family())));
  }
  if (!from_wire(kLanguages, request.language())) {
    return bad_field("language", fmt::format("{} is unknown here", static_cast<int>(request.language())));
  }
  if (!from_wire(kPriorities, request.priority())) {
    return bad_field("priority", fmt::format("{} is unknown here", static_cast<int>(request.priority())));
  }
  HG_TRY(check_id("target", request.target()));
  HG_TRY(check_file_name("file_name", request.file_name()));
  HG_TRY(check_text("label", request.label(), kMaxTextLength));
  HG_TRY(check_text("compilation_directory", request.compilation_directory(), kMaxTextLength));
  HG_TRY(check_arguments(request));
  HG_TRY(check_outputs(request));
  return check_source(request);
}

pb::CompileRequest encode(model::CompileTask task) {
  pb::CompileRequest request;
  request.set_task_id(task.id.value());
  request.set_build_id(task.build.value());
  request.set_toolchain_id(task.toolchain.value());
  request.set_family(to_wire(kFamilies, task.family));
  request.set_language(to_wire(kLanguages, task.language));
  request.set_priority(to_wire(kPriorities, task.priority));
  request.set_target(std::move(task.target));
  request.set_file_name(std::move(task.file_name));
  request.set_label(std::move(task.label));
  request.set_compilation_directory(std::move(task.compilation_directory));
  for (std::string& argument : task.arguments) request.add_arguments(std::move(argument));
  for (const model::OutputKind kind : task.outputs) request.add_outputs(to_wire(kOutputKinds, kind));
  auto& text = std::get<model::PreprocessedSource>(task.source);
  request.mutable_preprocessed()->set_zstd(std::move(text.zstd));
  request.mutable_preprocessed()->set_size(text.size);
  return request;
}

model::Priority priority_of(const pb::CompileRequest& request) {
  return *from_wire(kPriorities, request.priority());
}

model::CompileTask without_source(const pb::CompileRequest& request) {
  model::CompileTask task;
  task.id = model::TaskId(request.task_id());
  task.build = model::BuildId(request.build_id());
  task.toolchain = model::ToolchainId(request.toolchain_id());
  task.family = *from_wire(kFamilies, request.family());
  task.language = *from_wire(kLanguages, request.language());
  task.priority = priority_of(request);
  task.target = request.target();
  task.file_name = request.file_name();
  task.label = request.label();
  task.compilation_directory = request.compilation_directory();
  task.arguments.assign(request.arguments().begin(), request.arguments().end());
  for (const int kind : request.outputs()) task.outputs.push_back(*from_wire(kOutputKinds, kind));
  return task;
}

Result<model::CompileTask> decode(pb::CompileRequest&& request) {
  HG_TRY(check(request));
  model::CompileTask task = without_source(request);
  auto& text = *request.mutable_preprocessed();
  task.source = model::PreprocessedSource{std::move(*text.mutable_zstd()), text.size()};
  return task;
}

pb::CompileResponse encode(model::CompileResult result) {
  pb::CompileResponse response;
  response.set_exit_code(result.exit_code);
  response.set_standard_output(std::move(result.standard_output));
  response.set_standard_error(std::move(result.standard_error));
  for (model::OutputFile& file : result.outputs) {
    pb::OutputFile& output = *response.add_outputs();
    output.set_kind(to_wire(kOutputKinds, file.kind));
    output.set_zstd(std::move(file.zstd));
    output.set_size(file.size);
  }
  response.set_worker_id(result.worker.value());
  response.set_worker_address(std::move(result.worker_address));
  response.set_attempts(result.attempts);
  if (result.cached != model::CachedAt::nowhere) {
    response.set_cached(true);
    response.set_cached_at(result.cached == model::CachedAt::worker ? pb::CACHED_AT_WORKER
                                                                    : pb::CACHED_AT_COORDINATOR);
  }
  response.set_queued_ns(static_cast<std::uint64_t>(result.times.queued.count()));
  response.set_compile_ns(static_cast<std::uint64_t>(result.times.compile.count()));
  response.set_cpu_ns(static_cast<std::uint64_t>(result.times.cpu.count()));
  return response;
}

Result<model::CompileResult> decode(pb::CompileResponse&& response) {
  model::CompileResult result;
  // The shell's range: a signal is an infrastructure failure and no verdict.
  if (response.exit_code() < 0 || response.exit_code() > 255) return bad_field("exit_code", "must be 0..255");
  result.exit_code = response.exit_code();
  result.standard_output = std::move(*response.mutable_standard_output());
  result.standard_error = std::move(*response.mutable_standard_error());
  for (int i = 0; i < response.outputs_size(); ++i) {
    HG_TRY_ASSIGN(auto file,
                  decode_output(fmt::format("outputs[{}]", i), std::move(*response.mutable_outputs(i))));
    result.outputs.push_back(std::move(file));
  }
  HG_TRY(check_id("worker_id", response.worker_id(), Empty::allowed));
  HG_TRY(check_text("worker_address", response.worker_address(), kMaxTextLength));
  result.worker = model::WorkerId(std::move(*response.mutable_worker_id()));
  result.worker_address = std::move(*response.mutable_worker_address());
  result.attempts = response.attempts();
  if (response.cached()) {
    // Of another release it may be unknown where: somewhere before the workers.
    result.cached =
        response.cached_at() == pb::CACHED_AT_WORKER ? model::CachedAt::worker : model::CachedAt::coordinator;
  }
  HG_TRY_ASSIGN(result.times.queued, duration("queued_ns", response.queued_ns()));
  HG_TRY_ASSIGN(result.times.compile, duration("compile_ns", response.compile_ns()));
  HG_TRY_ASSIGN(result.times.cpu, duration("cpu_ns", response.cpu_ns()));
  return result;
}

}  // namespace hg::wire
