#include "hg/compiler/key/source_facts.h"

#include <algorithm>

#include "hg/compiler/key/source_reader.h"
#include "hg/compiler/time_words.h"
#include "hg/compiler/word_search.h"

namespace hg::compiler::key {
namespace {

using Kind = Reference::Kind;

enum Word : std::size_t {
  kInclude,
  kImport,
  kEmbedWord,
  kPragma,
  kDate,
  kClock,
  kDateEnd,
  kTimeEnd,
  kStampEnd,
  kPaste,
  kIncbin,
  kOurs,
  kCcaches
};

constexpr WordSearch<13> kWords({"include", "import", "embed", "ragma", "__DA", "__TI", "ATE", "IME", "AMP__",
                                 "##", "incbin", "hgbuild:nocache", "ccache:disable"});

class Scan : SourceReader {
 public:
  explicit Scan(std::string_view source) : SourceReader(source) {}

  void run() {
    kWords.each(source_, [this](std::size_t at, std::size_t word) { on_word(at, static_cast<Word>(word)); });
    each_byte('\\', [this](std::size_t at) { on_splice(at, at + 1); });
    each_byte('"', [this](std::size_t at) { on_quote(at); });
    each_byte('?', [this](std::size_t at) {
      if (source_.substr(at).starts_with("\?\?/")) on_splice(at, at + 3);
    });
    if (!references_.empty()) facts_ |= kHasReferences;
  }

  [[nodiscard]] std::uint32_t facts() const { return facts_; }
  std::vector<Reference> references() && { return std::move(references_); }

 private:
  void on_word(std::size_t at, Word word) {
    switch (word) {
      case kInclude:
        return on_include(at);
      case kImport:
        return on_import(at);
      case kEmbedWord:
        return on_embed(at);
      case kPragma:
        return on_pragma(at);
      case kDate:
      case kClock:
      case kDateEnd:
      case kTimeEnd:
      case kStampEnd:
        return on_time(at);
      case kPaste:
        return on_paste(at);
      case kIncbin:
        facts_ |= kAssemblerFile;
        return;
      case kOurs:
      case kCcaches:
        facts_ |= kNoCache;
        return;
    }
  }

  template <typename F>
  void each_byte(char byte, F&& on_hit) const {
    for (auto at = source_.find(byte); at != std::string_view::npos; at = source_.find(byte, at + 1))
      on_hit(at);
  }

  bool read_name(std::size_t i, Kind kind) {
    auto reference = name_at(i, kind);
    if (!reference) return false;
    references_.push_back(*std::move(reference));
    return true;
  }

  void on_include(std::size_t at) {
    std::size_t end = at + 7;
    const std::string_view word = widen(at, end);
    const bool escaped = word != "include" && word.ends_with("include") && before(at) == '\\';
    if (escaped || (word == "include" && before(at) == '.')) on_assembler_include(end);
    if (word == "include" || word == "include_next") {
      if (is_directive(at)) on_directive(end, word == "include" ? Kind::include : Kind::include_next);
    } else if (word == "__has_include" || word == "__has_include_next") {
      on_question(at, end);
    } else if (word == "__has_include__" || word == "__has_include_next__") {
      facts_ |= kUnreadable;
    }
  }

  void on_assembler_include(std::size_t end) {
    while (is_blank(at(end))) ++end;
    if (at(end) == '"' || (at(end) == '\\' && at(end + 1) == '"')) facts_ |= kAssemblerFile;
  }

  void on_directive(std::size_t end, Kind kind) {
    const std::size_t operand = skip(end);
    if (read_name(operand, kind)) return;
    const char c = at(operand);
    if (is_word(c)) {
      facts_ |= kComputed;
    } else if (c == '"' || c == '<' || c == '/' || c == '\\') {
      facts_ |= kUnreadable;
    }
  }

  void on_question(std::size_t at, std::size_t end) {
    std::size_t operand = skip(end);
    if (this->at(operand) == '(') {
      operand = skip(operand + 1);
      // `...`: prose. No compiler takes that.
      if (read_name(operand, Kind::question) || this->at(operand) == '.') return;
      facts_ |= forwarder_at(at, operand).empty() ? kUnreadable : kForwards;
      return;
    }
    // The word alone can be given another name. ("defined __has_include" only asks whether there is a
    // question.)
    if (line_before(at).find("define ") != std::string_view::npos ||
        line_before(at).find("define\t") != std::string_view::npos) {
      facts_ |= kUnreadable;
    }
  }

  void on_import(std::size_t at) {
    std::size_t end = at + 6;
    if (widen(at, end) == "import" && is_directive(at)) facts_ |= kUnreadable;
  }

  void on_embed(std::size_t at) {
    std::size_t end = at + 5;
    const std::string_view word = widen(at, end);
    if (word == "__has_embed") facts_ |= kUnreadable;
    if (word == "embed" && is_directive(at)) facts_ |= kEmbed;
  }

  void on_pragma(std::size_t at) {
    const std::size_t end = std::min(source_.find('\n', at), source_.size());
    const std::string_view line = source_.substr(at, end - at);
    const auto has = [line](std::string_view word) { return line.find(word) != std::string_view::npos; };
    if (has("once")) facts_ |= kOnce;
    if (has("dependency") || has("pch_preprocess")) facts_ |= kDates;
    if (has("include_alias")) facts_ |= kUnreadable;
  }

  void on_time(std::size_t at) {
    TimeWords(source_).on_word(at, [this](TimeWord kind, std::string_view /*word*/) {
      facts_ |= kind == TimeWord::middle ? kNamesTime : kTime;
    });
  }

  // `__ ## x`: any word can become `__DATE__`.
  void on_paste(std::size_t at) {
    std::size_t end = skip_back(at);
    std::size_t begin = end;
    const std::string_view word = widen(begin, end);
    if (word == "_" || word == "__") facts_ |= kUnderscores;
  }

  // A string that is continued by another: ".inc" "bin".
  void on_quote(std::size_t at) {
    if (before(at) == '\\') return;
    std::size_t next = at + 1;
    while (is_blank(this->at(next)) || this->at(next) == '\n' || this->at(next) == '\r' ||
           this->at(next) == '\\') {
      ++next;
    }
    if (this->at(next) != '"') return;
    const std::string_view left = source_.substr(0, at);
    const std::string_view right = source_.substr(next + 1);
    for (const std::string_view directive : {".incbin", ".include"}) {
      for (std::size_t cut = 1; cut < directive.size(); ++cut) {
        if (left.ends_with(directive.substr(0, cut)) && right.starts_with(directive.substr(cut)))
          facts_ |= kAssemblerFile;
      }
    }
  }

  // A word cut in two by the end of a line is one word to the compiler and two to us.
  void on_splice(std::size_t at, std::size_t end) {
    if (!is_word(before(at))) return;
    while (is_blank(this->at(end)) || this->at(end) == '\r') ++end;
    if (this->at(end) == '\n' && is_word(this->at(end + 1))) facts_ |= kUnreadable;
  }

  std::uint32_t facts_ = 0;
  std::vector<Reference> references_;
};

}  // namespace

std::uint32_t facts_of(std::string_view source) {
  Scan scan(source);
  scan.run();
  return scan.facts();
}

std::vector<Reference> references_of(std::string_view source) {
  Scan scan(source);
  scan.run();
  std::vector<Reference> all = std::move(scan).references();
  std::vector<Reference> unique;
  for (Reference& reference : all) {
    if (std::find(unique.begin(), unique.end(), reference) == unique.end())
      unique.push_back(std::move(reference));
  }
  return unique;
}

std::string_view explain_never_stored(std::uint32_t facts) {
  if ((facts & kNoCache) != 0) return "it says hgbuild:nocache or ccache:disable";
  if ((facts & kTime) != 0) return "it names __DATE__, __TIME__ or __TIMESTAMP__";
  if ((facts & kAssemblerFile) != 0)
    return "it names .incbin or .include, whose files only the assembler sees";
  if ((facts & kEmbed) != 0) return "it embeds a file";
  if ((facts & kDates) != 0) return "it has a pragma that looks at the dates of files";
  return "";
}

}  // namespace hg::compiler::key
