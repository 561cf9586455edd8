#include "hg/cache/result_key.h"

#include <string>
#include <string_view>

#include "hg/cache/output_code.h"
#include "hg/model/language.h"

namespace hg::cache {
namespace {

constexpr std::string_view kRecipe = "hybridgrid result 1";

std::string_view word(model::CompilerFamily family) {
  return family == model::CompilerFamily::gcc ? "gcc" : "clang";
}

void number(digest::Sha256& hash, std::size_t value) {
  hash.field(std::to_string(value));
}

}  // namespace

ResultKey result_key(const model::CompileTask& task, const digest::Sha256Digest& text) {
  digest::Sha256 hash;
  hash.field(kRecipe);
  hash.field(task.toolchain.value());
  hash.field(word(task.family));
  hash.field(task.target);
  hash.field(model::language_name(task.language));
  hash.field(task.file_name);
  hash.field(task.compilation_directory);
  number(hash, task.arguments.size());
  for (const std::string& argument : task.arguments) hash.field(argument);
  number(hash, task.outputs.size());
  for (const model::OutputKind kind : task.outputs) hash.field(suffix(kind));
  hash.field({reinterpret_cast<const char*>(text.bytes.data()), text.bytes.size()});
  return ResultKey(hash.finish());
}

}  // namespace hg::cache
