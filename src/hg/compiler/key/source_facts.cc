#include "hg/compiler/key/source_facts.h"

#include <algorithm>

#include "hg/compiler/word_search.h"

namespace hg::compiler::key {
namespace {

using Kind = Reference::Kind;

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         byte >= 0x80;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}

enum Word : std::size_t { kInclude, kImport, kEmbedWord, kPragma, kDate, kClock, kIncbin, kOurs, kCcaches };

constexpr WordSearch<9> kWords({"include", "import", "embed", "ragma", "__DATE__", "__TIME", ".incbin",
                                "hgbuild:nocache", "ccache:disable"});

class Scan {
 public:
  explicit Scan(std::string_view source) : source_(source) {}

  void run() {
    kWords.each(source_, [this](std::size_t at, std::size_t word) { on_word(at, static_cast<Word>(word)); });
    each_byte('\\', [this](std::size_t at) { on_splice(at, at + 1); });
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
        return on_time(at, 8);
      case kClock:
        return on_time(at, 6);
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

  [[nodiscard]] char at(std::size_t i) const { return i < source_.size() ? source_[i] : '\0'; }
  [[nodiscard]] char before(std::size_t i) const { return i == 0 ? '\0' : source_[i - 1]; }

  // The identifier around [at, end).
  std::string_view widen(std::size_t& at, std::size_t& end) const {
    while (is_word(before(at))) --at;
    while (is_word(this->at(end))) ++end;
    return source_.substr(at, end - at);
  }

  [[nodiscard]] std::size_t skip_blanks_back(std::size_t i) const {
    while (i > 0 && is_blank(source_[i - 1])) --i;
    return i;
  }

  // Over blanks, comments and spliced lines.
  [[nodiscard]] std::size_t skip(std::size_t i) const {
    while (true) {
      if (is_blank(at(i))) {
        ++i;
      } else if (at(i) == '/' && at(i + 1) == '*') {
        const auto close = source_.find("*/", i + 2);
        if (close == std::string_view::npos) return source_.size();
        i = close + 2;
      } else if (at(i) == '\\' && at(i + 1) == '\n') {
        i += 2;
      } else if (at(i) == '\\' && at(i + 1) == '\r' && at(i + 2) == '\n') {
        i += 3;
      } else {
        return i;
      }
    }
  }

  // Backwards over blanks, spliced lines and comments.
  [[nodiscard]] std::size_t skip_back(std::size_t i) const {
    while (true) {
      i = skip_blanks_back(i);
      const std::string_view left = source_.substr(0, i);
      if (left.ends_with("\\\n")) {
        i -= 2;
      } else if (left.ends_with("\\\r\n")) {
        i -= 3;
      } else if (left.ends_with("*/")) {
        const auto open = left.rfind("/*", i - 2);
        if (open == std::string_view::npos) return i;
        i = open;
      } else {
        return i;
      }
    }
  }

  // Does '#', in any of its spellings, stand before the word at `i`?
  [[nodiscard]] bool is_directive(std::size_t i) const {
    const std::string_view left = source_.substr(0, skip_back(i));
    return left.ends_with('#') || left.ends_with("%:") || left.ends_with("\?\?=");
  }

  // What comes before `i` on its line, the lines spliced to that included.
  [[nodiscard]] std::string_view line_before(std::size_t i) const {
    const std::string_view left = source_.substr(0, i);
    auto end = left.rfind('\n');
    while (end != std::string_view::npos && end > 0 && (left[end - 1] == '\\' || left[end - 1] == '\r')) {
      end = left.rfind('\n', end - 1);
    }
    return end == std::string_view::npos ? left : left.substr(end + 1);
  }

  // "name" or <name> at `i`.
  bool read_name(std::size_t i, Kind kind) {
    const char open = at(i);
    if (open != '"' && open != '<') return false;
    const auto end = source_.find_first_of(open == '"' ? "\"\n" : ">\n", i + 1);
    if (end == std::string_view::npos || source_[end] == '\n' || end == i + 1) return false;
    references_.push_back({kind, open == '"', std::string(source_.substr(i + 1, end - i - 1))});
    return true;
  }

  void on_include(std::size_t at) {
    std::size_t end = at + 7;
    const std::string_view word = widen(at, end);
    if (word == "include" && before(at) == '.') return on_assembler_include(end);
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
      if (!read_name(operand, Kind::question) && this->at(operand) != '.') facts_ |= kUnreadable;
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

  void on_time(std::size_t at, std::size_t size) {
    std::size_t end = at + size;
    const std::string_view word = widen(at, end);
    if (word == "__DATE__" || word == "__TIME__" || word == "__TIMESTAMP__") facts_ |= kTime;
  }

  // A word cut in two by the end of a line is one word to the compiler and two to us.
  void on_splice(std::size_t at, std::size_t end) {
    if (!is_word(before(at))) return;
    while (is_blank(this->at(end)) || this->at(end) == '\r') ++end;
    if (this->at(end) == '\n' && is_word(this->at(end + 1))) facts_ |= kUnreadable;
  }

  std::string_view source_;
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

}  // namespace hg::compiler::key
