// A command line, its response file and the text of its preprocessor: whatever they hold, nothing crashes, and no
// word is lost.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "hg/compiler/allowed/arguments.h"
#include "hg/compiler/command_line.h"
#include "hg/compiler/hidden_pragma.h"
#include "hg/compiler/invocation.h"
#include "hg/compiler/native.h"
#include "hg/compiler/text_scan.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<std::string> words_of(std::string_view bytes) {
  std::vector<std::string> words;
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    words.emplace_back(bytes.substr(0, end));
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
  return words;
}

void check_words(const std::vector<std::string>& words) {
  std::size_t next = 0;
  for (const hg::compiler::Argument& argument : hg::compiler::parse(words, std::nullopt)) {
    require(argument.first == next && argument.count > 0);
    next += argument.count;
  }
  require(next == words.size());
}

}  // namespace

// The bytes: words, one a line; after a line "@@" what a response file and a preprocessor would hold.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto cut = bytes.find("\n@@\n");
  const std::string text(cut == std::string_view::npos ? bytes : bytes.substr(cut + 4));
  const std::vector<std::string> words = words_of(bytes.substr(0, cut));
  check_words(words);

  hg::compiler::Surroundings surroundings;
  surroundings.working_directory = "/client";
  surroundings.read_file = [&](const std::string&) { return std::optional(text); };
  const hg::compiler::Classified classified = hg::compiler::classify(words, surroundings);
  for (const auto family : {hg::model::CompilerFamily::gcc, hg::model::CompilerFamily::clang}) {
    hg::compiler::TextScan scan(family, [&](const std::string&) { return std::optional(text); });
    for (std::size_t i = 0; i < text.size(); i += 7) scan.feed(std::string_view(text).substr(i, 7));
    scan.finish();
    if (classified.reason != hg::model::Reason::none) continue;
    hg::model::Toolchain toolchain;
    toolchain.family = family;
    toolchain.version = "12.2.0";
    const hg::compiler::Plan plan = hg::compiler::plan(classified, toolchain, surroundings);
    if (plan.reason != hg::model::Reason::none) continue;
    require(!plan.input.empty() && !plan.outputs.empty());
    const std::string* refused = hg::compiler::allowed::first_refused(plan.remote, family);
    require(refused == nullptr || (refused >= plan.remote.data() && refused < plan.remote.data() + plan.remote.size()));
    if (auto resolved = hg::compiler::resolve_native(plan.remote, family, text)) {
      require(hg::compiler::native_question(*resolved).size() >= 7);
    }
  }
  require(hg::compiler::find_hidden_pragma(text).size() < 20);
  return 0;
}
