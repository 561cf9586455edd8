#include "hg/cache/results/results.h"

#include <algorithm>
#include <chrono>

#include "hg/cache/result_key.h"
#include "hg/codec/zstd.h"

namespace hg::cache::results {
namespace {

bool has_all(const std::vector<model::OutputFile>& outputs, const std::vector<model::OutputKind>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](model::OutputKind kind) {
    return std::any_of(outputs.begin(), outputs.end(),
                       [&](const auto& output) { return output.kind == kind; });
  });
}

}  // namespace

Result<ResultKey> key_of(const model::CompileTask& task, std::string_view zstd, std::uint64_t size) {
  HG_TRY_ASSIGN(const std::string text, codec::decompress(zstd, size));
  if (text.size() != size) return fail(Code::data_loss, "the source is not as long as it says");
  return result_key(task, digest::sha256(text));
}

Result<Entry> entry_of(const model::CompileResult& result, const std::vector<model::OutputKind>& wanted,
                       const Clock& clock) {
  if (result.exit_code != 0) return fail(Code::invalid_argument, "the compiler failed");
  if (!has_all(result.outputs, wanted)) return fail(Code::invalid_argument, "an output is missing");
  Entry entry;
  entry.outputs = result.outputs;
  entry.standard_output = result.standard_output;
  entry.standard_error = result.standard_error;
  entry.compile_time = result.times.compile;
  entry.creator = result.worker_address;
  const auto now = clock.wall().time_since_epoch();
  entry.created = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
  // A frame that is broken would go to everybody later; each would find out and compile for himself.
  HG_TRY(check_outputs(entry));
  return entry;
}

model::CompileResult result_of(Entry entry, model::CachedAt where) {
  model::CompileResult result;
  result.outputs = std::move(entry.outputs);
  result.standard_output = std::move(entry.standard_output);
  result.standard_error = std::move(entry.standard_error);
  result.worker_address = std::move(entry.creator);
  result.attempts = 0;
  result.cached = where;
  return result;
}

}  // namespace hg::cache::results
