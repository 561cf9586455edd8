#include "hg/compiler/key/search_path.h"

#include <array>

#include "hg/compiler/command_line.h"
#include "hg/compiler/key/source_facts.h"
#include "hg/model/language.h"

namespace hg::compiler::key {
namespace {

bool shapes_the_search(const Argument& argument) {
  if (argument.option == nullptr || argument.is(Special::include)) return false;
  switch (argument.option->use) {
    case Use::both:
    case Use::preprocess:
      return !argument.is(Special::wp);
    default:
      return false;
  }
}

// -DNOW=__TIME__, -DHAS_X=__has_include(<x>): what a source with such words in it would depend on.
bool defines_more(const Argument& argument, const std::vector<std::string>& words) {
  constexpr std::uint32_t kMore = kNeverStored | kUnreadable | kHasReferences | kForwards | kUnderscores;
  if (argument.option == nullptr) return false;
  for (std::size_t i = 0; i < argument.count; ++i) {
    if ((facts_of(words[argument.first + i]) & kMore) != 0) return true;
  }
  return false;
}

// What `line` says between quotes after `start`, or "".
std::string_view quoted_after(std::string_view line, std::string_view start) {
  if (!line.starts_with(start)) return {};
  line.remove_prefix(start.size());
  const auto end = line.rfind('"');
  return end == std::string_view::npos ? std::string_view() : line.substr(0, end);
}

class Parser {
 public:
  Status line(std::string_view line) {
    if (const auto name = quoted_after(line, "ignoring nonexistent directory \""); !name.empty()) {
      path_.missing.emplace_back(name);
    } else if (const auto twin = quoted_after(line, "ignoring duplicate directory \""); !twin.empty()) {
      path_.duplicate.emplace_back(twin);
    } else if (line == "#include \"...\" search starts here:") {
      list_ = &path_.quoted;
    } else if (line == "#include <...> search starts here:") {
      list_ = &path_.all;
    } else if (line == "End of search list.") {
      list_ = nullptr;
      complete_ = true;
    } else if (list_ != nullptr) {
      if (!line.starts_with(' ') || line.ends_with(')') || line.size() < 2)
        return fail(Code::unimplemented, "cannot read the search list");
      list_->emplace_back(line.substr(1));
    }
    return {};
  }

  Result<SearchPath> finish() && {
    if (!complete_ || path_.all.empty()) return fail(Code::unimplemented, "no search list");
    return std::move(path_);
  }

 private:
  SearchPath path_;
  std::vector<std::string>* list_ = nullptr;
  bool complete_ = false;
};

}  // namespace

std::vector<std::string> search_path_question(const Plan& plan, model::CompilerFamily family) {
  std::vector<std::string> question = {"-E", "-v"};
  for (const Argument& argument : parse(plan.preprocess, family)) {
    if (!shapes_the_search(argument)) continue;
    for (std::size_t i = 0; i < argument.count; ++i) question.push_back(plan.preprocess[argument.first + i]);
  }
  question.insert(question.end(), {"-x", std::string(model::language_name(plan.language)), "/dev/null"});
  return question;
}

std::optional<std::vector<std::string>> preincluded_files(const Plan& plan, model::CompilerFamily family) {
  constexpr std::array<std::string_view, 8> kNotFollowed = {
      "-imacros", "--imacros", "-remap", "-F", "-iframework", "-iwithsysroot", "-fms-", "--include-barrier"};
  std::vector<std::string> files;
  for (const Argument& argument : parse(plan.preprocess, family)) {
    if (defines_more(argument, plan.preprocess)) return std::nullopt;
    const std::string_view word = plan.preprocess[argument.first];
    for (const std::string_view start : kNotFollowed) {
      if (word.starts_with(start)) return std::nullopt;
    }
    if (argument.is(Special::include)) files.emplace_back(argument.value);
  }
  return files;
}

Result<SearchPath> parse_search_path(std::string_view answer) {
  Parser parser;
  while (!answer.empty()) {
    const auto end = answer.find('\n');
    HG_TRY(parser.line(answer.substr(0, end)));
    if (end == std::string_view::npos) break;
    answer.remove_prefix(end + 1);
  }
  return std::move(parser).finish();
}

}  // namespace hg::compiler::key
