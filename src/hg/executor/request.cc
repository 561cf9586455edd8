#include "hg/executor/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hg/codec/zstd.h"
#include "hg/os/path.h"

namespace hg::executor {
namespace {

// Far above what builds send, far below what the kernel takes.
constexpr std::size_t kMaxArguments = 10'000;
constexpr std::size_t kMaxArgument = 128U << 10U;
constexpr std::size_t kMaxAllArguments = 1U << 20U;
constexpr std::size_t kMaxFileName = 255;
constexpr std::size_t kMaxDirectory = 4096;

bool has_nul(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

Status check_file_name(const std::string& name) {
  const bool plain = !name.empty() && name.size() <= kMaxFileName && !has_nul(name) && name != "." &&
                     name != ".." && name.find('/') == std::string::npos;
  if (plain) return {};
  return fail(Code::invalid_argument, "file_name is not the base name of a file");
}

Status check_directory(const std::string& directory) {
  const bool sound = directory.empty() || directory.front() == '/';
  if (sound && directory.size() <= kMaxDirectory && !has_nul(directory)) return {};
  return fail(Code::invalid_argument, "compilation_directory is not an absolute path");
}

Status check_arguments(const model::CompileTask& task) {
  std::size_t total = 0;
  for (const std::string& argument : task.arguments) {
    if (argument.size() > kMaxArgument || has_nul(argument)) {
      return fail(Code::invalid_argument, "an argument is longer than 128 KiB or holds a NUL");
    }
    total += argument.size() + 1;
  }
  if (task.arguments.size() > kMaxArguments || total > kMaxAllArguments) {
    return fail(Code::invalid_argument, "more than 10000 arguments, or more than 1 MiB of them");
  }
  return {};
}

bool is_primary(model::OutputKind kind) {
  return kind == model::OutputKind::object || kind == model::OutputKind::assembly;
}

Status check_outputs(const std::vector<model::OutputKind>& outputs) {
  const std::set<model::OutputKind> distinct(outputs.begin(), outputs.end());
  const bool one_primary = !outputs.empty() && is_primary(outputs.front()) &&
                           std::count_if(outputs.begin(), outputs.end(), is_primary) == 1;
  if (one_primary && distinct.size() == outputs.size()) return {};
  return fail(Code::invalid_argument, "outputs must be an object or an assembly, then others, none twice");
}

std::string_view suffix(model::OutputKind kind) {
  switch (kind) {
    case model::OutputKind::object:
      return ".o";
    case model::OutputKind::assembly:
      return ".s";
    case model::OutputKind::dwo:
      return ".dwo";
    case model::OutputKind::gcno:
      return ".gcno";
    case model::OutputKind::stack_usage:
      return ".su";
    case model::OutputKind::callgraph:
      return ".ci";
  }
  return "";
}

// A compiler takes "-a.c" for an option and "@a.c" for a response file.
std::string as_argument(const std::string& name) {
  return name.front() == '-' || name.front() == '@' ? "./" + name : name;
}

}  // namespace

Status check_request(const model::CompileTask& task) {
  HG_TRY(check_file_name(task.file_name));
  HG_TRY(check_directory(task.compilation_directory));
  HG_TRY(check_outputs(task.outputs));
  return check_arguments(task);
}

Result<std::string> source_text(const model::CompileTask& task, const Limits& limits) {
  const auto& source = std::get<model::PreprocessedSource>(task.source);
  if (source.size > limits.source_bytes) {
    return fail(Code::resource_exhausted, fmt::format("the source has {} bytes, this worker takes {}",
                                                      source.size, limits.source_bytes));
  }
  HG_TRY_ASSIGN(std::string text, codec::decompress(source.zstd, source.size));
  if (text.size() != source.size) {
    return fail(Code::data_loss,
                fmt::format("{} bytes of source, {} were declared", text.size(), source.size));
  }
  return text;
}

std::string JobFiles::output_of(model::OutputKind kind) const {
  return std::string(os::without_extension(output)) + std::string(suffix(kind));
}

JobFiles job_files(const model::CompileTask& task) {
  JobFiles files;
  files.source = as_argument(task.file_name);
  const std::string_view extension = suffix(task.outputs.front());
  files.output = std::string(os::without_extension(files.source)) + std::string(extension);
  // `-x c a.o`, and a.su beside a.o: no output may fall on the source.
  const bool clash = std::any_of(task.outputs.begin(), task.outputs.end(), [&](model::OutputKind kind) {
    return files.output_of(kind) == files.source;
  });
  if (clash)
    files.output = "output-of-" + task.file_name.substr(0, kMaxFileName - 32) + std::string(extension);
  return files;
}

}  // namespace hg::executor
